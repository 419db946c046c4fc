extension Measurement {
  /// The mean of independent numbers, within seven standard errors and a known bias: a normal mean leaves
  /// them with probability 3·10⁻¹².
  public init(meanOf numbers: [Double], bias: Double = 0) {
    let n = Double(numbers.count)
    let mean = numbers.reduce(0, +) / n
    let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
    self.init(value: mean, tolerance: 7 * (variance / n).squareRoot() + bias, seconds: 0)
  }
}
