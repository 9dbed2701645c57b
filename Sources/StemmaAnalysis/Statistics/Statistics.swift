/// Formulas over numbers, apart from where the numbers come from.
///
/// None of them reads anything; what cannot be computed is nil, never zero.
package enum Statistics {}
