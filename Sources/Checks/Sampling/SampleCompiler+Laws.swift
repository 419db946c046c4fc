import Exact
import Notation
import Numeric

/// Draws from the laws of the language.
extension SampleCompiler {
  // MARK: Declared random symbols

  /// The value of an expression over fresh draws of groups of random symbols.
  ///
  /// A symbol with infinitely many values is drawn from its law. Symbols that depend on each other, points
  /// and indices are drawn from the list of their joint values.
  func sample(
    _ body: Expression, groups: ArraySlice<[String]>, of whole: Expression
  ) throws -> SampleValue {
    guard let names = groups.first else { return try value(body) }
    let rest = groups.dropFirst()
    if names.count == 1, !isListed(names[0]) {
      random[names[0]] = try draw(names[0])
      return try sample(body, groups: rest, of: whole)
    }
    guard names.allSatisfy(isFinite) else { return try comonotone(body, names, rest, of: whole) }
    let outcomes = try evaluator.outcomes(of: names, in: whole)
    let weights = try outcomes.map { outcome in
      guard outcome.weight.tag == 0, let w = outcome.weight.primal.real(bits: 64) else {
        throw EvaluationFailure.shapes
      }
      return w.midpoint
    }
    guard outcomes.allSatisfy({ $0.values.allSatisfy { $0.numbers != nil } }), !isIndex(names)
    else {
      return try choice(weights) { i in
        try self.evaluator.binding(names, to: outcomes[i].values) {
          try self.sample(body, groups: rest, of: whole)
        }
      }
    }
    // Numbers: each entry is the one of the outcome that was drawn.
    let input = try self.input(weights)
    for (k, name) in names.enumerated() {
      let list = try outcomes.map { try fixed($0.values[k]) }
      random[name] = try selected(input, list)
    }
    return try sample(body, groups: rest, of: whole)
  }

  /// Whether the joint values are listed: points, indices, and what has no law but its moments.
  private func isListed(_ name: String) -> Bool {
    if evaluator.instance.samples[name] != nil { return true }
    switch table.declarations[name]?.type {
    case .point, .index: return true
    default: return false
    }
  }

  private func isIndex(_ names: [String]) -> Bool {
    names.contains { if case .index? = table.declarations[$0]?.type { true } else { false } }
  }

  private func isFinite(_ name: String) -> Bool {
    if evaluator.instance.samples[name] != nil { return true }
    switch table.distributions[name]?.law {
    case .dirac, .bernoulli, .rademacher, .categorical, .uniformOn, .density: return true
    default: return false
    }
  }

  /// Normal numbers that one number decides over: mᵢ + sᵢ z are the quantiles of the same z.
  private func comonotone(
    _ body: Expression, _ names: [String], _ rest: ArraySlice<[String]>, of whole: Expression
  ) throws -> SampleValue {
    let z = program.draw(.gaussian)
    for name in names {
      guard table.declarations[name]?.type == .real,
        case .normal(let mean, let variance)? = table.distributions[name]?.law
      else { throw EvaluationFailure.notEvaluable("samples of \(name), which is tied to others") }
      random[name] = .number(try scaled(mean, variance, z))
    }
    return try sample(body, groups: rest, of: whole)
  }

  /// A declared random symbol: one independent draw for each entry or row that its law speaks of, or one
  /// for all of them where the instance makes them equal.
  private func draw(_ name: String) throws -> SampleValue {
    guard let distribution = table.distributions[name], let type = table.declarations[name]?.type
    else { throw EvaluationFailure.notEvaluable("the law of \(name)") }
    let indices = try evaluator.patternIndices(distribution)
    let rows: [[Int]]
    let shape: SampleValue
    switch type {
    case .real: (shape, rows) = (.number(0), [[]])
    case .vector(let n):
      let n = max(1, try evaluator.integer(n))
      shape = .vector(Array(repeating: 0, count: n))
      rows = indices.isEmpty ? [[]] : (1...n).map { [$0] }
    case .matrix(let n, let m):
      let (n, m) = (max(1, try evaluator.integer(n)), max(1, try evaluator.integer(m)))
      shape = .matrix(rows: n, columns: m, Array(repeating: 0, count: n * m))
      switch indices.count {
      case 0: rows = [[]]
      case 1: rows = (1...n).map { [$0] }
      default: rows = (1...n).flatMap { i in (1...m).map { [i, $0] } }
      }
    default: throw EvaluationFailure.notEvaluable("samples of \(name)")
    }
    guard indices.count == rows[0].count else {
      throw EvaluationFailure.notEvaluable("the law of \(name) as a whole")
    }
    let width = (shape.places?.count ?? 1) / rows.count
    let isVector = width > 1 || indices.count < shape.rank
    func block(_ row: [Int]) throws -> [Int] {
      try evaluator.binding(indices, to: row.map { SurfaceValue(Rational($0)) }) {
        isVector
          ? try self.vector(distribution.law, width) : [try self.draw(distribution.law)]
      }
    }
    if evaluator.instance.coupled.contains(name) {
      let first = try block(rows[0])
      return shape.replacing(rows.flatMap { _ in first })
    }
    return shape.replacing(try rows.flatMap(block))
  }

  /// Cov(A, B) = 𝔼[(A − A′)(B − B′)]/2 for an independent copy (A′, B′); a matrix for vectors.
  func covariance(_ a: Expression, _ b: Expression) throws -> SampleValue {
    let pair = Expression(.tuple([a, b]), at: a.place)
    guard case .vector(let x) = try sample(pair, [:]), case .vector(let y) = try sample(pair, [:])
    else { throw EvaluationFailure.shapes }
    let (n, m): (Int, Int)
    switch try (SampleCompiler(evaluator).sample(a, [:]), x.count) {
    case (.number, 2): (n, m) = (1, 1)
    case (.vector(let first), let count): (n, m) = (first.count, count - first.count)
    default: throw EvaluationFailure.notEvaluable("samples of this covariance")
    }
    let differences = zip(x, y).map { program.add(.subtract($0, $1)) }
    let half = program.add(.constant(0.5))
    let entries = (0..<(n * m)).map { k in
      let (left, right) = (differences[k / m], differences[n + k % m])
      return program.add(.multiply(half, program.add(.multiply(left, right))))
    }
    return n * m == 1 ? .number(entries[0]) : .matrix(rows: n, columns: m, entries)
  }

  // MARK: Laws

  /// A number with a law.
  func draw(_ law: Law) throws -> Int {
    switch law {
    case .dirac(let a): return try number(a)
    case .bernoulli(let p):
      let p = try constant(p)
      guard p >= 0, p <= 1 else {
        throw EvaluationFailure.undefined("a probability", standing: true)
      }
      return program.draw(.bernoulli(p))
    case .rademacher:
      let twice = program.add(
        .multiply(program.add(.constant(2)), program.draw(.bernoulli(0.5))))
      return program.add(.subtract(twice, program.add(.constant(1))))
    case .uniformOn(let list):
      let input = try input(Array(repeating: 1, count: list.count))
      return program.add(.select(input: input, try list.map { try number($0) }))
    case .normal(let mean, let variance):
      return try scaled(mean, variance, program.draw(.gaussian))
    case .uniform(let a, let b):
      let width = program.add(.subtract(try number(b), try number(a)))
      return program.add(.add(try number(a), program.add(.multiply(width, program.draw(.uniform)))))
    case .categorical, .unspecified, .density:
      throw EvaluationFailure.notEvaluable("samples of this law")
    }
  }

  /// m + √v·z.
  private func scaled(_ mean: Expression, _ variance: Expression, _ z: Int) throws -> Int {
    let v = try constant(variance)
    guard v >= 0 else { throw EvaluationFailure.undefined("a variance", standing: true) }
    let deviation = program.add(.constant(v.squareRoot()))
    return program.add(.add(try number(mean), program.add(.multiply(deviation, z))))
  }

  /// The entries of a vector with a law.
  func vector(_ law: Law, _ width: Int) throws -> [Int] {
    switch law {
    case .categorical(let weights):
      // The unit vectors.
      let list = try evaluator.probabilities(weights).map { weight in
        guard weight.tag == 0, let w = weight.primal.real(bits: 64) else {
          throw EvaluationFailure.shapes
        }
        return w.midpoint
      }
      guard list.count == width else { throw EvaluationFailure.shapes }
      let input = try input(list)
      let (zero, one) = (program.add(.constant(0)), program.add(.constant(1)))
      return (0..<width).map { k in
        program.add(.select(input: input, (0..<width).map { $0 == k ? one : zero }))
      }
    case .normal(let mean, let covariance):
      let center: [Int]
      switch try value(mean) {
      case .vector(let v) where v.count == width: center = v
      case .number(let x): center = Array(repeating: x, count: width)
      default: throw EvaluationFailure.shapes
      }
      // Σ = L D Lᵀ, and m + L √D z for independent standard normal z.
      let (lower, variances) = try evaluator.factors(of: evaluator.value(covariance), width)
      let z = variances.map { v in
        v.isZero
          ? program.add(.constant(0))
          : program.add(
            .multiply(
              program.add(.constant(v.double.squareRoot())), program.draw(.gaussian)))
      }
      return (0..<width).map { i in
        let terms = (0...i).filter { !lower[i][$0].isZero }.map { k in
          lower[i][k].isOne
            ? z[k]
            : program.add(.multiply(program.add(.constant(lower[i][k].double)), z[k]))
        }
        return program.add(.add(center[i], sum(terms)))
      }
    default: throw EvaluationFailure.notEvaluable("samples of a law of a vector as a whole")
    }
  }

  // MARK: Choices

  /// A new input: the number of an outcome.
  func input(_ weights: [Double]) throws -> Int {
    guard let law = Categorical(weights: weights) else {
      throw EvaluationFailure.undefined("these are no probabilities", standing: true)
    }
    let place = program.draw(.categorical(law))
    guard case .input(let input) = program.operations[place] else { throw EvaluationFailure.shapes }
    return input
  }

  /// The k-th of some values, for the k of an input.
  func selected(_ input: Int, _ list: [SampleValue]) throws -> SampleValue {
    guard let first = list.first, let width = first.places?.count,
      list.allSatisfy({ $0.hasShape(of: first) })
    else { throw EvaluationFailure.shapes }
    return first.replacing(
      (0..<width).map { k in
        let branches = list.compactMap { $0.places?[k] }
        // What all branches share is no matter of choice.
        if Set(branches).count == 1 { return branches[0] }
        return program.add(.select(input: input, branches))
      })
  }

  /// One of the values, each computed, with probabilities proportional to the weights; those of weight 0
  /// are not computed.
  func choice(_ weights: [Double], _ value: (Int) throws -> SampleValue) throws -> SampleValue {
    let possible = weights.indices.filter { weights[$0] > 0 }
    if possible.count == 1 { return try value(possible[0]) }
    let input = try input(possible.map { weights[$0] })
    return try selected(input, try possible.map(value))
  }

  /// The value at a random point of an abstract space.
  func select(
    _ name: String, _ density: String, _ body: () throws -> SampleValue
  ) throws -> SampleValue {
    guard case .point(let space)? = table.declarations[name]?.type,
      let weights = evaluator.instance.spaces[space],
      let values = evaluator.instance.densities[density], values.count == weights.count
    else { throw EvaluationFailure.notEvaluable("samples of the density \(density)") }
    return try choice(zip(weights, values).map { ($0 * $1).double }) { i in
      try evaluator.binding(name, to: .point(space, i)) { try body() }
    }
  }
}
