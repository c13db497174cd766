"""Who may do what: the evaluation of IAM policies, and the rules of IAM Identity Center that hold beside them."""
