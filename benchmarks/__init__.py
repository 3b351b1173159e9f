"""`make bench`: speed, memory and size, as ratios taken in one run; never asserted in a test."""
