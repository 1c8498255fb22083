"""Where tests mirror app/ and geo/."""
