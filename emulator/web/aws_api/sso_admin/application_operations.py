"""Every operation on applications and trusted token issuers, and the function that does it."""

from collections.abc import Mapping

from emulator.web.aws_api.service import Handler
from emulator.web.aws_api.sso_admin import application_access_scopes as scopes
from emulator.web.aws_api.sso_admin import application_assignments as assignments
from emulator.web.aws_api.sso_admin import application_authentication_methods as methods
from emulator.web.aws_api.sso_admin import application_grants as grants
from emulator.web.aws_api.sso_admin import application_providers as providers
from emulator.web.aws_api.sso_admin import applications
from emulator.web.aws_api.sso_admin import trusted_token_issuers as issuers

APPLICATION_OPERATIONS: Mapping[str, Handler] = {
    "CreateApplication": applications.create_application,
    "DescribeApplication": applications.describe_application,
    "ListApplications": applications.list_applications,
    "UpdateApplication": applications.update_application,
    "DeleteApplication": applications.delete_application,
    "GetApplicationAssignmentConfiguration": applications.get_assignment_configuration,
    "PutApplicationAssignmentConfiguration": applications.put_assignment_configuration,
    "GetApplicationSessionConfiguration": applications.get_session_configuration,
    "PutApplicationSessionConfiguration": applications.put_session_configuration,
    "CreateApplicationAssignment": assignments.create_application_assignment,
    "DescribeApplicationAssignment": assignments.describe_application_assignment,
    "DeleteApplicationAssignment": assignments.delete_application_assignment,
    "ListApplicationAssignments": assignments.list_application_assignments,
    "ListApplicationAssignmentsForPrincipal": assignments.list_application_assignments_for_principal,
    "DescribeApplicationProvider": providers.describe_application_provider,
    "ListApplicationProviders": providers.list_application_providers,
    "PutApplicationAccessScope": scopes.put_application_access_scope,
    "GetApplicationAccessScope": scopes.get_application_access_scope,
    "DeleteApplicationAccessScope": scopes.delete_application_access_scope,
    "ListApplicationAccessScopes": scopes.list_application_access_scopes,
    "PutApplicationAuthenticationMethod": methods.put_application_authentication_method,
    "GetApplicationAuthenticationMethod": methods.get_application_authentication_method,
    "DeleteApplicationAuthenticationMethod": methods.delete_application_authentication_method,
    "ListApplicationAuthenticationMethods": methods.list_application_authentication_methods,
    "PutApplicationGrant": grants.put_application_grant,
    "GetApplicationGrant": grants.get_application_grant,
    "DeleteApplicationGrant": grants.delete_application_grant,
    "ListApplicationGrants": grants.list_application_grants,
    "CreateTrustedTokenIssuer": issuers.create_trusted_token_issuer,
    "DescribeTrustedTokenIssuer": issuers.describe_trusted_token_issuer,
    "ListTrustedTokenIssuers": issuers.list_trusted_token_issuers,
    "UpdateTrustedTokenIssuer": issuers.update_trusted_token_issuer,
    "DeleteTrustedTokenIssuer": issuers.delete_trusted_token_issuer,
}
