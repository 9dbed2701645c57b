#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// `base` to the `exponent`.
func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
