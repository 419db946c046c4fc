import Glibc

/// A bound |f| ≤ factor·(1 + s)^degree·e^(rate·s), with s the largest magnitude of a normal input.
struct Growth: Sendable {
  let factor: Double
  let degree: Double
  let rate: Double

  /// A bound on ∫ of it over |z| > T for one standard normal z; `nil` where it does not converge fast.
  ///
  /// Law: g(s) = (1 + s)^d·e^(rs − s²/2) satisfies g′/g ≤ −λ for s ≥ T with λ = T − r − d/(1 + T), so that
  /// its integral from T on is at most g(T)/λ. As the bound grows with s, its expectation over the
  /// event that the largest of m inputs exceeds T is at most m times the one for one input.
  func tail(beyond t: Double) -> Double? {
    let decay = t - rate - degree / (1 + t)
    guard decay > 0 else { return nil }
    let exponent = degree * log(1 + t) + rate * t - t * t / 2
    // 1 + 2⁻³⁰ covers the rounding of these few operations.
    return factor * exp(exponent) * 2 / ((2 * Double.pi).squareRoot() * decay) * (1 + 0x1p-30)
  }
}

/// A bound f ≥ exp(−factor·(1 + s)^degree) > 0, with s the largest magnitude of a normal input.
struct Decay: Sendable {
  let factor: Double
  let degree: Double

  /// The larger of two bounds.
  func union(_ other: Decay) -> Decay {
    Decay(factor: max(factor, other.factor), degree: max(degree, other.degree))
  }

  /// The smaller one, far out.
  func smaller(_ other: Decay) -> Decay {
    (degree, factor) < (other.degree, other.factor) ? self : other
  }
}

extension Growth {
  /// C and d with log f ≤ C(1 + s)^d: the logarithm of c(1 + s)^a·e^{rs}.
  var logarithm: Decay {
    Decay(
      factor: (abs(log(factor)) + degree + rate) * (1 + 0x1p-40),
      degree: degree == 0 && rate == 0 ? 0 : 1)
  }
}

extension SampleProgram {
  /// How an output may grow with the normal inputs; `nil` where no bound of this form was found.
  func growth(of output: Int, _ reached: [Bool]) -> Growth? {
    var rows: [Growth?] = []
    var decays: [Decay?] = []
    // Ranges for all real inputs, for the few operations that need them.
    var ranges: [Interval] = []
    for (i, operation) in operations.enumerated() {
      guard reached[i] else {
        rows.append(nil)
        decays.append(nil)
        ranges.append(.everything)
        continue
      }
      let range = unboundedRange(operation, ranges)
      ranges.append(range)
      if range.isFinite {
        rows.append(Growth(factor: range.magnitude, degree: 0, rate: 0))
      } else {
        rows.append(growth(operation, rows, decays, ranges))
      }
      if range.lower > 0 {
        decays.append(Decay(factor: max(0, -log(range.lower)) * (1 + 0x1p-40), degree: 0))
      } else {
        decays.append(decay(operation, rows, decays, ranges))
      }
    }
    return rows[output]
  }

  /// How near to 0 a positive value may come; `nil` where that is not known.
  private func decay(
    _ operation: Operation, _ rows: [Growth?], _ decays: [Decay?], _ ranges: [Interval]
  ) -> Decay? {
    switch operation {
    case .add(let a, let b):
      // A summand bounds a sum of what is not negative.
      switch (decays[a], decays[b]) {
      case (let x?, let y?): return x.smaller(y)
      case (let x?, nil): return ranges[b].lower >= 0 ? x : nil
      case (nil, let y?): return ranges[a].lower >= 0 ? y : nil
      case (nil, nil): return nil
      }
    case .multiply(let a, let b):
      guard let x = decays[a], let y = decays[b] else { return nil }
      return Decay(factor: x.factor + y.factor, degree: max(x.degree, y.degree))
    case .divide(let a, let b):
      guard let x = decays[a], decays[b] != nil, let y = rows[b]?.logarithm else { return nil }
      return Decay(factor: x.factor + y.factor, degree: max(x.degree, y.degree))
    case .maximum(let a, let b): return decays[a] ?? decays[b]
    case .minimum(let a, let b):
      guard let x = decays[a], let y = decays[b] else { return nil }
      return x.union(y)
    case .select(_, let list):
      return list.dropFirst().reduce(decays[list[0]]) { sum, k in
        guard let sum, let row = decays[k] else { return nil }
        return sum.union(row)
      }
    case .apply(.exp, let a):
      guard let inner = rows[a], inner.rate == 0 else { return nil }
      return Decay(factor: inner.factor, degree: inner.degree)
    case .apply(.squareRoot, let a):
      return decays[a].map { Decay(factor: $0.factor / 2, degree: $0.degree) }
    case .apply(.magnitude, let a): return decays[a]
    case .constant, .enclosed, .input, .subtract, .negate, .apply, .positive: return nil
    }
  }

  private func unboundedRange(_ operation: Operation, _ ranges: [Interval]) -> Interval {
    if case .input(let k) = operation, inputs[k] == .gaussian { return .everything }
    return range(operation, ranges, .infinity)
  }

  private func growth(
    _ operation: Operation, _ rows: [Growth?], _ decays: [Decay?], _ ranges: [Interval]
  ) -> Growth? {
    func largest(_ a: Growth, _ b: Growth, _ factor: Double) -> Growth {
      Growth(factor: factor, degree: max(a.degree, b.degree), rate: max(a.rate, b.rate))
    }
    switch operation {
    case .input: return Growth(factor: 1, degree: 1, rate: 0)
    case .add(let a, let b), .subtract(let a, let b):
      guard let a = rows[a], let b = rows[b] else { return nil }
      return largest(a, b, a.factor + b.factor)
    case .maximum(let a, let b), .minimum(let a, let b):
      guard let a = rows[a], let b = rows[b] else { return nil }
      return largest(a, b, max(a.factor, b.factor))
    case .multiply(let a, let b):
      guard let a = rows[a], let b = rows[b] else { return nil }
      return Growth(
        factor: a.factor * b.factor, degree: a.degree + b.degree, rate: a.rate + b.rate)
    case .divide(let a, let b):
      let least = ranges[b].lower > 0 ? ranges[b].lower : -ranges[b].upper
      guard let a = rows[a] else { return nil }
      if least > 0 {
        return Growth(factor: a.factor / least, degree: a.degree, rate: a.rate)
      }
      // 1/x ≤ e^{C(1 + s)}.
      guard let decay = decays[b], decay.degree <= 1 else { return nil }
      return Growth(
        factor: a.factor * Glibc.exp(decay.factor) * (1 + 0x1p-40), degree: a.degree,
        rate: a.rate + (decay.degree > 0 ? decay.factor : 0))
    case .negate(let a): return rows[a]
    case .select(_, let list):
      return list.map { rows[$0] }.reduce(Growth(factor: 0, degree: 0, rate: 0)) { sum, row in
        guard let sum, let row else { return nil }
        return largest(sum, row, max(sum.factor, row.factor))
      }
    case .apply(let f, let a):
      guard let inner = rows[a] else { return nil }
      switch f {
      case .exp:
        // e^(c(1 + s)); what grows faster has no bound here.
        guard inner.degree <= 1, inner.rate == 0 else { return nil }
        return Growth(factor: Glibc.exp(inner.factor), degree: 0, rate: inner.factor)
      case .log:
        // −C(1 + s)^d ≤ log x ≤ log c + d·log(1 + s) + r·s.
        guard let least = decays[a] else { return nil }
        let most = inner.logarithm
        return Growth(
          factor: least.factor + most.factor, degree: max(least.degree, most.degree), rate: 0)
      case .squareRoot:
        return Growth(
          factor: inner.factor.squareRoot(), degree: inner.degree / 2, rate: inner.rate / 2)
      case .magnitude: return inner
      case .sine, .cosine, .tanh, .arctan, .logistic: return nil
      }
    case .constant, .enclosed, .positive: return nil
    }
  }
}
