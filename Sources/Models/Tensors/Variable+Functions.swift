extension Variable {
  /// An elementwise function with its derivative as a function of the argument x and the value y.
  @inline(__always)
  private func apply(
    _ f: (SIMD16<Scalar>) -> SIMD16<Scalar>,
    fromArgument derivative: @escaping (_ g: SIMD16<Scalar>, _ x: SIMD16<Scalar>) -> SIMD16<Scalar>
  ) -> Variable {
    let x = value
    return graph.result(x.map(f), of: [self]) { g in [g.map(x, derivative)] }
  }

  @inline(__always)
  private func apply(
    _ f: (SIMD16<Scalar>) -> SIMD16<Scalar>,
    fromValue derivative: @escaping (_ g: SIMD16<Scalar>, _ y: SIMD16<Scalar>) -> SIMD16<Scalar>
  ) -> Variable {
    let y = value.map(f)
    return graph.result(y, of: [self]) { g in [g.map(y, derivative)] }
  }

  /// eˣ.
  public var exponential: Variable {
    apply({ Scalar.exp($0) }, fromValue: { g, y in g * y })
  }

  /// log x, for positive x.
  public var logarithm: Variable {
    apply({ Scalar.log($0) }, fromArgument: { g, x in g / x })
  }

  /// x².
  public var squared: Variable { apply({ $0 * $0 }, fromArgument: { g, x in g * (x + x) }) }

  /// √x, for positive x: the derivative is 1/(2√x).
  public var squareRoot: Variable {
    apply({ Scalar.squareRoot($0) }, fromValue: { g, y in g / (y + y) })
  }

  /// 1/x.
  public var reciprocal: Variable {
    apply({ 1 / $0 }, fromValue: { g, y in -g * (y * y) })
  }

  /// tanh x: the derivative is 1 − y².
  public var tanh: Variable {
    apply({ Scalar.tanh($0) }, fromValue: { g, y in g * ((1 - y) * (1 + y)) })
  }

  /// σ(x) = 1/(1 + e⁻ˣ): the derivative is y(1 − y).
  public var sigmoid: Variable {
    apply({ Scalar.sigmoid($0) }, fromValue: { g, y in g * (y * (1 - y)) })
  }

  /// max(x, 0); the derivative at 0 is taken to be 0.
  public var reLU: Variable { leakyReLU(slope: 0) }

  /// x for positive x, and a·x elsewhere.
  public func leakyReLU(slope a: Double) -> Variable {
    let zero = SIMD16<Scalar>.zero
    let slope = Scalar(a)
    return apply(
      { x in Scalar.select(x, greaterThan: zero, x, else: x * slope) },
      fromArgument: { g, x in Scalar.select(x, greaterThan: zero, g, else: g * slope) })
  }

  /// log(1 + eˣ), as max(x, 0) + log(1 + e⁻|ˣ|); the derivative is σ(x).
  public var softplus: Variable {
    apply({ Scalar.softplus($0) }, fromArgument: { g, x in g * Scalar.sigmoid(x) })
  }

  /// log Σᵢ exp x[i, …] over the first axis, with the largest summand taken out; the derivative is the
  /// softmax.
  public var logSumExp: Variable {
    let x = value
    let (rows, length) = (x.rows, x.rowLength)
    var largest = [Scalar](repeating: -.infinity, count: length)
    for row in 0..<rows {
      Lanes<Scalar>.update(&largest, with: x.elements, from: row * length, count: length) {
        Scalar.select($0, greaterThan: $1, $0, else: $1)
      }
    }
    let shift = Tensor([length], largest).spread(over: x.shape, rowwise: false)
    let weights = x.map(shift) { Scalar.exp($0 - $1) }
    var sums = [Scalar](repeating: 0, count: length)
    for row in 0..<rows {
      Lanes<Scalar>.update(&sums, with: weights.elements, from: row * length, count: length) {
        $0 + $1
      }
    }
    let logs = Lanes<Scalar>.map(largest, sums) { $0 + Scalar.log($1) }
    return graph.result(Tensor(Array(x.shape.dropFirst()), logs), of: [self]) { g in
      let ratio = Tensor([length], Lanes<Scalar>.map(g.elements, sums) { $0 / $1 })
      return [weights.map(ratio.spread(over: x.shape, rowwise: false)) { $0 * $1 }]
    }
  }

  /// x/‖x‖ for each column.
  public var normalisedColumns: Variable {
    scaledColumns(by: squared.columnSums.squareRoot.reciprocal)
  }
}

extension TensorScalar {
  /// 1/(1 + e⁻ˣ), with 1 − σ(−x) nowhere.
  @inline(__always)
  static func sigmoid(_ x: SIMD16<Self>) -> SIMD16<Self> { 1 / (1 + exp(-x)) }

  /// max(x, 0) + log(1 + e⁻|ˣ|); the sum 1 + t is corrected by what its rounding lost.
  @inline(__always)
  static func softplus(_ x: SIMD16<Self>) -> SIMD16<Self> {
    let zero = SIMD16<Self>.zero
    let t = exp(select(x, greaterThan: zero, -x, else: x))
    let u = 1 + t
    let lost = (t - (u - 1)) / u
    return select(x, greaterThan: zero, x, else: zero) + (log(u) + lost)
  }
}
