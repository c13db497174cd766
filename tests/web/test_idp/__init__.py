"""The test IdP, as a browser, a program and a service provider meet it."""
