"""The logs of jobs and endpoints, as CloudWatch Logs shows them."""
