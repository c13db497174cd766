"""Sign-ins with somebody's own, running identity provider.

A person signs in there once. The genuine response is then posted while the emulator's side is as it should be, and
again for every scenario that can be made by changing the emulator's side only.
"""
