import Exact

extension Rational {
  /// The number rounded correctly to `digits` significant digits; a tie goes to the even digit.
  ///
  /// Both neighbours in binary are rounded to decimal; while they differ the precision is doubled (A.
  /// Ziv, ACM TOMS 17 (1991), DOI 10.1145/114697.116813). A tie, which no binary precision separates, is
  /// recognised exactly. Cost: two conversions by MPFR, nearly always.
  public func decimal(digits: Int) -> Decimal {
    var precision = digits * 4 + 32
    while true {
      let below = Real(self, precision: precision, rounding: .down).decimal(digits: digits)
      let above = Real(self, precision: precision, rounding: .up).decimal(digits: digits)
      if below == above { return below }
      if self + self == below.rational + above.rational {
        return below.digits.utf8.last.map { $0 % 2 == 0 } == true ? below : above
      }
      precision *= 2
    }
  }
}
