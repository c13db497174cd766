"""Where all state lives: tables, transactions, snapshot and restore."""
