"""How runs, coverage and single scenarios are told: as table, differences, JSON, JUnit XML, and as a story."""
