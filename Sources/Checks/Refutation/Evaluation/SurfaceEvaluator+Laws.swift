import Exact
import Notation
import Numeric

/// Expectations by enumeration, exact in rationals.
///
/// A normal variable is replaced by points with weights, some of them negative, that have the same
/// moments up to the degree of the polynomial under the expectation.
extension SurfaceEvaluator {
  /// Values of some numbers with the weight of each.
  typealias Outcomes = [(numbers: [DualNumber], weight: DualNumber)]

  // MARK: Laws below the sign

  /// 𝔼 under laws that are written below it.
  func mean(of body: Expression, _ laws: [(key: String, value: Law)]) throws -> SurfaceValue {
    guard let (name, law) = laws.first else { return try value(body) }
    let rest = Array(laws.dropFirst())
    if case .normal(let m, let v) = law,
      try isVector(name) || table.degree(of: body, in: name).map({ $0 > 8 }) ?? true
    {
      let others = Dictionary(uniqueKeysWithValues: rest.map { ($0.key, $0.value) })
      let inner =
        rest.isEmpty ? body : Expression(.bind(.expectation(others), body: body), at: body.place)
      return try normalExpectation(name, m, v, inner)
    }
    var sum: SurfaceValue?
    for (point, weight) in try atoms(of: law, for: name, in: body) {
      let term = try binding(name, to: point) { try mean(of: body, rest) }
      let part = weight.isCertainOne ? term : try combine(.multiply, .number(weight), term)
      sum = try sum.map { try combine(.add, $0, part) } ?? part
    }
    return sum ?? .zero
  }

  private func isVector(_ name: String) -> Bool {
    if case .vector? = table.declarations[name]?.type { true } else { false }
  }

  private func atoms(of law: Law, for name: String, in body: Expression) throws
    -> [(SurfaceValue, DualNumber)]
  {
    switch law {
    case .dirac(let a): return [(try value(a), .one)]
    case .density(let density):
      guard case .point(let space)? = table.declarations[name]?.type,
        let weights = instance.spaces[space], let values = instance.densities[density],
        values.count == weights.count
      else { throw EvaluationFailure.notEvaluable("an expectation under a density of numbers") }
      return weights.indices.map { (.point(space, $0), DualNumber(weights[$0] * values[$0])) }
    default:
      return try numbers(of: law, table.degree(of: body, in: name)).map {
        (.number($0.numbers[0]), $0.weight)
      }
    }
  }

  // MARK: Declared random symbols

  /// 𝔼[e], Var(e), Cov(e, f) over the declared random symbols.
  func moment(_ name: NamedOperator, _ arguments: [Expression]) throws -> SurfaceValue {
    func product(_ a: Expression, _ b: Expression) -> Expression {
      Expression(.binary(.multiply, a, b), at: a.place)
    }
    if let moments {
      switch (name, arguments.count) {
      case (.expectation, 1): return try moments.value(.mean([:], arguments[0]), self)
      case (.variance, 1): return try moments.value(.covariance(arguments[0], arguments[0]), self)
      case (.covariance, 2):
        return try moments.value(.covariance(arguments[0], arguments[1]), self)
      default: throw EvaluationFailure.shapes
      }
    }
    switch (name, arguments.count) {
    case (.expectation, 1): return try mean(of: arguments[0])
    case (.variance, 1), (.covariance, 2):
      let (a, b) = (arguments[0], arguments[arguments.count - 1])
      if case .vector(let x) = try mean(of: a), case .vector(let y) = try mean(of: b) {
        let row = Expression(.transpose(b), at: b.place)
        return try combine(
          .subtract, mean(of: product(a, row)), combine(.multiply, .vector(x), .row(y)))
      }
      guard case .number(let mixed) = try mean(of: product(a, b)),
        case .number(let x) = try mean(of: a),
        case .number(let y) = a == b ? .number(x) : try mean(of: b)
      else { throw EvaluationFailure.notEvaluable("the variance of something that is no number") }
      return .number(arithmetic.subtract(mixed, arithmetic.multiply(x, y)))
    default: throw EvaluationFailure.shapes
    }
  }

  /// 𝔼 over all declared random symbols that the body depends on.
  func mean(of body: Expression) throws -> SurfaceValue {
    let names = table.dependencies(of: body).filter { table.distributions[$0] != nil }
    // A number with infinitely many values comes last: the integral is over it alone.
    let groups = tiedGroups(names)
    let continuous = try groups.filter { try isContinuous($0, in: body) }
    guard continuous.count == 1 else { return try mean(of: body, groups: groups, whole: body) }
    return try mean(
      of: body, groups: groups.filter { $0 != continuous[0] } + continuous, whole: body)
  }

  /// Whether it is one number with a law on an interval, or a normal one of which no polynomial is asked for.
  private func isContinuous(_ names: [String], in body: Expression) throws -> Bool {
    guard names.count == 1, table.declarations[names[0]]?.type == .real,
      instance.samples[names[0]] == nil
    else { return false }
    switch table.distributions[names[0]]?.law {
    case .uniform: return true
    case .normal: return try table.degree(of: body, in: names[0]).map { $0 > 8 } ?? true
    default: return false
    }
  }

  private func mean(of body: Expression, groups: [[String]], whole: Expression) throws
    -> SurfaceValue
  {
    guard let names = groups.first else { return try value(body) }
    let rest = Array(groups.dropFirst())
    if rest.isEmpty, try isContinuous(names, in: whole) {
      switch table.distributions[names[0]]?.law {
      case .normal(let m, let v):
        // A variance of 0 is a point mass.
        if try number(v).isPlainZero {
          return try binding(names[0], to: value(m)) { try value(body) }
        }
        return try normalExpectation(names[0], m, v, body)
      case .uniform(let a, let b):
        return .number(try uniformExpectation([names[0]: .uniform(a, b)], body))
      default: break
      }
    }
    var sum: SurfaceValue?
    for (values, weight) in try outcomes(of: names, in: whole) where !weight.isPlainZero {
      let term = try binding(names, to: values) {
        try mean(of: body, groups: rest, whole: whole)
      }
      let part = weight.isCertainOne ? term : try combine(.multiply, .number(weight), term)
      sum = try sum.map { try combine(.add, $0, part) } ?? part
    }
    return sum ?? .zero
  }

  /// The joint values of symbols that depend on each other, with their probabilities.
  func outcomes(of names: [String], in body: Expression) throws
    -> [(values: [SurfaceValue], weight: DualNumber)]
  {
    if instance.ties.contains(names) { return try tiedOutcomes(of: names, in: body) }
    if let first = names.first, let points = instance.samples[first] {
      let weight = DualNumber(Rational(1, points.count))
      return points.indices.map { i in
        (names.compactMap { instance.samples[$0]?[i] }, weight)
      }
    }
    if names.count == 1 {
      return try outcomes(of: names[0], in: body).map { ([$0.0], $0.1) }
    }
    // One uniform number decides over all of them: quantiles of the laws.
    var joint: [(values: [SurfaceValue], weight: Rational)] = [([], 1)]
    for name in names {
      let own = try outcomes(of: name, in: body).map { outcome in
        guard let key = outcome.0.numbers?.first?.primal.rational,
          let weight = outcome.1.primal.rational, outcome.1.tag == 0, weight.sign >= 0
        else { throw EvaluationFailure.undefined("no joint law of these", standing: true) }
        return (key: key, value: outcome.0, weight: weight)
      }.sorted { $0.key < $1.key }
      var merged: [(values: [SurfaceValue], weight: Rational)] = []
      var (i, j) = (0, 0)
      var (left, right) = (joint[0].weight, own[0].weight)
      while i < joint.count, j < own.count {
        let step = min(left, right)
        if step.sign > 0 { merged.append((joint[i].values + [own[j].value], step)) }
        left -= step
        right -= step
        if left.isZero {
          i += 1
          if i < joint.count { left = joint[i].weight }
        }
        if right.isZero {
          j += 1
          if j < own.count { right = own[j].weight }
        }
      }
      joint = merged
    }
    return joint.map { ($0.values, DualNumber($0.weight)) }
  }

  /// Every value of a random symbol, with its probability.
  private func outcomes(of name: String, in body: Expression) throws
    -> [(SurfaceValue, DualNumber)]
  {
    guard let distribution = table.distributions[name], let type = table.declarations[name]?.type
    else { throw EvaluationFailure.notEvaluable("the law of \(name)") }
    let shape: SurfaceValue
    var rows: [[Int]]
    let indices = try patternIndices(distribution)
    switch type {
    case .real, .index: (shape, rows) = (.zero, [[]])
    case .point:
      return try atoms(of: distribution.law, for: name, in: body)
    case .vector(let n):
      let n = try integer(n)
      shape = .vector(Array(repeating: .zero, count: n))
      rows = indices.isEmpty ? [[]] : (1...n).map { [$0] }
    case .matrix(let n, let m):
      let (n, m) = (try integer(n), try integer(m))
      shape = .matrix(Grid(rows: n, columns: m, Array(repeating: .zero, count: n * m)))
      switch indices.count {
      case 0: rows = [[]]
      case 1: rows = (1...n).map { [$0] }
      default: rows = (1...n).flatMap { i in (1...m).map { [i, $0] } }
      }
    default: throw EvaluationFailure.notEvaluable("the law of \(name)")
    }
    guard indices.count == rows[0].count else {
      throw EvaluationFailure.notEvaluable("the law of \(name) as a whole")
    }
    let width = (shape.numbers?.count ?? 1) / rows.count
    let degree = try table.degree(of: body, in: name)
    let blocks = try rows.map { row in
      try binding(indices, to: row.map { SurfaceValue(Rational($0)) }) {
        let isVector =
          if case .index = type { false } else { width > 1 || indices.count < shape.rank }
        let law = distribution.law
        let list = isVector ? try vectors(of: law, width, degree) : try numbers(of: law, degree)
        return list.filter { !$0.weight.isPlainZero }
      }
    }
    if instance.coupled.contains(name), let first = blocks.first {
      // All entries or rows are equal; only for one law, which the caller of the instance sees to.
      return first.map { atom in
        (shape.replacing(blocks.flatMap { _ in atom.numbers }), atom.weight)
      }
    }
    guard blocks.reduce(1, { $0 * $1.count > 4096 ? 4097 : $0 * $1.count }) <= 4096 else {
      throw EvaluationFailure.notEvaluable("an expectation over more than 4096 outcomes")
    }
    return Self.joined(blocks, arithmetic).map { (shape.replacing($0.numbers), $0.weight) }
  }

  func patternIndices(_ distribution: Distribution) throws -> [String] {
    guard case .index(_, let list) = distribution.pattern.form else { return [] }
    return try list.map { item in
      guard case .symbol(let index) = item.form else {
        throw EvaluationFailure.notEvaluable("a law of single entries")
      }
      return index
    }
  }

  /// Independent blocks together.
  private static func joined(_ blocks: [Outcomes], _ arithmetic: Arithmetic) -> Outcomes {
    blocks.reduce([([], .one)]) { result, block in
      result.flatMap { left in
        block.map { right in
          (left.numbers + right.numbers, arithmetic.multiply(left.weight, right.weight))
        }
      }
    }
  }

  // MARK: Laws

  /// The values of one number; of an index, counted from 1.
  private func numbers(of law: Law, _ degree: Int?) throws -> Outcomes {
    switch law {
    case .dirac(let a): return [([try number(a)], .one)]
    case .bernoulli(let p):
      let p = try number(p)
      let excess = arithmetic.subtract(.one, p)
      if p.primal.sign(bits: bits) == -1 || excess.primal.sign(bits: bits) == -1 {
        throw EvaluationFailure.undefined("a probability outside of [0, 1]", standing: true)
      }
      return [([.zero], excess), ([.one], p)]
    case .rademacher:
      let half = DualNumber(Rational(1, 2))
      return [([DualNumber(-1)], half), ([.one], half)]
    case .uniformOn(let list):
      let weight = DualNumber(Rational(1, list.count))
      return try list.map { ([try number($0)], weight) }
    case .categorical(let weights):
      return try probabilities(weights).enumerated().map {
        ([DualNumber(Rational($0.offset + 1))], $0.element)
      }
    case .normal(let mean, let variance):
      let mean = try number(mean)
      return try normal(number(variance), degree).map { node in
        ([arithmetic.add(mean, node.numbers[0])], node.weight)
      }
    case .uniform:
      throw EvaluationFailure.notEvaluable(
        "an expectation over several numbers, one of them on an interval: that takes samples")
    case .unspecified, .density:
      throw EvaluationFailure.notEvaluable("an expectation under this law")
    }
  }

  /// The values of a vector as a whole.
  private func vectors(of law: Law, _ width: Int, _ degree: Int?) throws -> Outcomes {
    switch law {
    case .categorical(let weights):
      let list = try probabilities(weights)
      guard list.count == width else { throw EvaluationFailure.shapes }
      return list.enumerated().map { j, weight in
        ((0..<width).map { DualNumber(Rational($0 == j ? 1 : 0)) }, weight)
      }
    case .normal(let mean, let covariance):
      let center: [DualNumber]
      switch try value(mean) {
      case .vector(let v) where v.count == width: center = v
      case .number(let x) where x.isPlainZero: center = Array(repeating: .zero, count: width)
      default: throw EvaluationFailure.shapes
      }
      let (lower, variances) = try factors(of: value(covariance), width)
      let blocks = try variances.map { try normal(DualNumber($0), degree) }
      return Self.joined(blocks, arithmetic).map { outcome in
        var numbers = center
        for i in 0..<width {
          for k in 0..<width {
            let part = arithmetic.multiply(DualNumber(lower[i][k]), outcome.numbers[k])
            numbers[i] = arithmetic.add(numbers[i], part)
          }
        }
        return (numbers, outcome.weight)
      }
    default: throw EvaluationFailure.notEvaluable("a law of a vector as a whole")
    }
  }

  func probabilities(_ e: Expression) throws -> [DualNumber] {
    guard case .vector(let list) = try value(e) else { throw EvaluationFailure.shapes }
    let total = list.reduce(DualNumber.zero) { arithmetic.add($0, $1) }
    guard list.allSatisfy({ $0.primal.sign(bits: bits) != -1 }), total.primal.rational == 1 else {
      throw EvaluationFailure.undefined("these are no probabilities", standing: true)
    }
    return list
  }

  /// Points whose weighted powers up to the degree are the moments of the normal law with mean 0.
  private func normal(_ variance: DualNumber, _ degree: Int?) throws -> Outcomes {
    guard let degree else {
      throw EvaluationFailure.notEvaluable(
        "an expectation over several normal numbers of what is no polynomial: that takes samples")
    }
    guard degree <= 8 else {
      throw EvaluationFailure.notEvaluable("a moment of high order of a normal variable")
    }
    guard variance.primal.sign(bits: bits) != -1 else {
      throw EvaluationFailure.undefined("a negative variance", standing: true)
    }
    if variance.isPlainZero { return [([.zero], .one)] }
    // 1, 0, v, 0, 3v², …
    var moments: [DualNumber] = [.one, .zero]
    for k in 2...max(2, degree) {
      moments.append(
        arithmetic.multiply(
          DualNumber(Rational(k - 1)), arithmetic.multiply(variance, moments[k - 2])))
    }
    let nodes: [Rational] = (0...degree).map { k in
      k % 2 == 1 ? Rational((k + 1) / 2) : Rational(-(k / 2))
    }
    return nodes.enumerated().map { place, node in
      // The coefficients of ∏ (t − s)/(node − s) over the other nodes s.
      var coefficients: [Rational] = [1]
      for (other, s) in nodes.enumerated() where other != place {
        var next = Array(repeating: Rational.zero, count: coefficients.count + 1)
        for (k, c) in coefficients.enumerated() {
          next[k + 1] += c / (node - s)
          next[k] -= c * s / (node - s)
        }
        coefficients = next
      }
      var weight = DualNumber.zero
      for (coefficient, moment) in zip(coefficients, moments) {
        weight = arithmetic.add(
          weight, arithmetic.multiply(DualNumber(coefficient), moment))
      }
      return ([DualNumber(node)], weight)
    }
  }
}

extension SurfaceValue {
  /// 0 for a number, 1 for a vector, 2 for a matrix.
  var rank: Int {
    switch self {
    case .vector, .row: 1
    case .matrix: 2
    default: 0
    }
  }
}

extension DualNumber {
  fileprivate var isCertainOne: Bool {
    if case .plain(.exact(let q)) = self { q.isOne } else { false }
  }
}
