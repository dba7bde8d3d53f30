"""People, appointments, and under which of them one acts."""
