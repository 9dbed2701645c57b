# Shortens the output of `swift test` to what failed, the time of each suite and the skipped tests.
#
# Lines of tests that began or passed are left out, with their arguments. At the end come the names
# of the skipped tests, and then the runner's own summary, as the last line.
/^(◇|✔ Test |✔ Suite )/ { quiet = 1 }
/^(✘|↳|error: )|STEMMA_SEED=|[Ff]atal error|unexpected signal|Sanitizer/ { quiet = 0 }
/^✔ Suite / {
  print
  fflush()
  next
}
/^➜ / {
  skipped[++count] = substr($0, length("➜ ") + 1)
  quiet = 1
  next
}
/^(✔|✘) Test run with/ {
  summary = $0
  next
}
!quiet { print; fflush() }
END {
  if (count) print "Skipped:"
  for (i = 1; i <= count; i++) print "  " skipped[i]
  if (summary) print summary
}
