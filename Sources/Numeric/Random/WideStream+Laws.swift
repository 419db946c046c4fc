extension WideStream {
  /// Fills an array with uniform numbers from [0, 1).
  public mutating func fillUniform(_ numbers: inout [Double]) { fill(&numbers) { $0.uniforms() } }

  /// Fills an array with zeros and ones.
  public mutating func fillBernoulli(_ p: Double, _ numbers: inout [Double]) {
    var bits = [UInt64](repeating: 0, count: (numbers.count + 63) / 64)
    fillBernoulliBits(p, &bits)
    for i in numbers.indices { numbers[i] = Double(bits[i / 64] >> UInt64(i % 64) & 1) }
  }

  /// Fills an array with numbers of outcomes.
  public mutating func fillCategorical(_ law: Categorical, _ numbers: inout [Double]) {
    fill(&numbers) { $0.categoricals(law) }
  }

  /// Fills words with 64 independent bits each; 1 has probability p, rounded up to a multiple of 2⁻⁵².
  ///
  /// Law: a bit is whether a uniform number is below p. The two are compared digit by digit from the first one
  /// on, for 64 numbers at once, until all are told apart or the digits of p are spent: two random words for
  /// p = ¾, about eight in general.
  public mutating func fillBernoulliBits(_ p: Double, _ bits: inout [UInt64]) {
    let scaled = (min(max(p, 0), 1) * 0x1p52).rounded(.up)
    guard scaled < 0x1p52 else {
      for i in bits.indices { bits[i] = .max }
      return
    }
    let digits = UInt64(scaled) << 12
    var buffer: [UInt64] = []
    var next = 0
    for i in bits.indices {
      var (below, equal, left) = (UInt64(0), UInt64.max, digits)
      while left != 0, equal != 0 {
        if next == buffer.count {
          let (a, b) = words()
          buffer = (0..<8).map { a[$0] } + (0..<8).map { b[$0] }
          next = 0
        }
        let word = buffer[next]
        next += 1
        if left >> 63 == 1 {
          below |= equal & ~word
          equal &= word
        } else {
          equal &= ~word
        }
        left <<= 1
      }
      bits[i] = below
    }
  }

  /// Sixteen outcomes 0, 1, … of a finite law.
  public mutating func categoricals(_ law: Categorical) -> Numbers {
    let (u, v) = uniforms()
    var (a, b) = (u, v)
    for lane in 0..<8 {
      a[lane] = Double(law.outcome(u[lane]))
      b[lane] = Double(law.outcome(v[lane]))
    }
    return (a, b)
  }

  /// Points on the unit sphere of ℝᵈ, one after another.
  ///
  /// Law: a standard normal vector divided by its length is uniform on the sphere (G. Marsaglia,
  /// Annals of Mathematical Statistics 43 (1972), DOI 10.1214/aoms/1177692644).
  public mutating func pointsOnSphere(dimension: Int, count: Int) -> [Double] {
    var points = [Double](repeating: 0, count: dimension * count)
    fillGaussian(&points)
    for start in stride(from: 0, to: points.count, by: dimension) {
      var square = 0.0
      for i in start..<(start + dimension) { square += points[i] * points[i] }
      // The zero vector has probability 0; it is left where it is.
      let scale = square > 0 ? 1 / square.squareRoot() : 0
      for i in start..<(start + dimension) { points[i] *= scale }
    }
    return points
  }

  @inline(__always)
  private mutating func fill(_ numbers: inout [Double], _ next: (inout WideStream) -> Numbers) {
    var i = 0
    while i + 16 <= numbers.count {
      let (a, b) = next(&self)
      for lane in 0..<8 {
        numbers[i + lane] = a[lane]
        numbers[i + 8 + lane] = b[lane]
      }
      i += 16
    }
    if i < numbers.count {
      let (a, b) = next(&self)
      for lane in 0..<(numbers.count - i) {
        numbers[i + lane] = lane < 8 ? a[lane] : b[lane - 8]
      }
    }
  }
}
