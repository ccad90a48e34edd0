"""The front desk's rules: offices, visits, queue, log. Knows no web."""
