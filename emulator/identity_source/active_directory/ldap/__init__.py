"""A real Active Directory, reached by LDAP; read only."""
