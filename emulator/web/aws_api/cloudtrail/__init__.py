"""CloudTrail: LookupEvents over our trail; the fallback has the rest of the service."""
