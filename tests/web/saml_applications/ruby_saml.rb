require "onelogin/ruby-saml"
require "json"
require "stringio"
given = JSON.parse($stdin.read)
settings = OneLogin::RubySaml::IdpMetadataParser.new.parse(given["metadata"])
settings.assertion_consumer_service_url = given["acs_url"]
settings.sp_entity_id = given["audience"]
settings.security[:want_assertions_signed] = true
response = OneLogin::RubySaml::Response.new(given["response"], settings: settings)
puts JSON.generate(valid: response.is_valid?, errors: response.errors, name_id: response.nameid, attributes: response.attributes.to_h)
