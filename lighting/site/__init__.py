"""The site as its people wrote it down: settings, lists of lamps, prices, accounts, files."""
