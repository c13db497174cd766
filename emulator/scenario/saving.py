"""What a step keeps from its answer for later steps."""

Save = dict[str, str]

SAVE = "Values to keep from the answer: name → JMESPath expression over its JSON."
