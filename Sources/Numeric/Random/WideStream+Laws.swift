extension WideStream {
  /// Fills an array with standard normals; of the last sixteen those are dropped that do not fit.
  public mutating func fillGaussian(_ numbers: inout [Double]) { fill(&numbers) { $0.gaussians() } }

  /// Fills an array with uniform numbers from [0, 1).
  public mutating func fillUniform(_ numbers: inout [Double]) { fill(&numbers) { $0.uniforms() } }

  /// Fills an array with zeros and ones.
  public mutating func fillBernoulli(_ p: Double, _ numbers: inout [Double]) {
    fill(&numbers) { $0.bernoullis(p) }
  }

  /// Fills an array with numbers of outcomes.
  public mutating func fillCategorical(_ law: Categorical, _ numbers: inout [Double]) {
    fill(&numbers) { $0.categoricals(law) }
  }

  /// Sixteen zeros and ones; 1 has probability p, rounded up to a multiple of 2⁻⁵².
  @inline(__always)
  public mutating func bernoullis(_ p: Double) -> Numbers {
    let (u, v) = uniforms()
    let zero = SIMD8<Double>.zero
    return (zero.replacing(with: 1, where: u .< p), zero.replacing(with: 1, where: v .< p))
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
