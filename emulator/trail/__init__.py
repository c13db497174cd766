"""The trail: CloudTrail events. One function records, one looks up."""
