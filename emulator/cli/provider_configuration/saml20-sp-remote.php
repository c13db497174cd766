<?php

// AWS IAM Identity Center, for metadata/saml20-sp-remote.php of SimpleSAMLphp.
$metadata['{{issuer}}'] = [
    'AssertionConsumerService' => '{{acs_url}}',
    'NameIDFormat' => 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
    'saml20.sign.response' => true,
    'saml20.sign.assertion' => true,
    'assertion.encryption' => false,
    'authproc' => [
        // The name identifier: the user's address, which must be the user name in IAM Identity Center.
        90 => [
            'class' => 'saml:AttributeNameID',
            'Format' => 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
            'identifyingAttribute' => 'mail', // version 2
            'attribute' => 'mail', // version 1.19 and older
        ],
    ],
];
