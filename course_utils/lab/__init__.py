"""The labs: what a profile trains, how it is run, kept, summed up and set beside published figures."""
