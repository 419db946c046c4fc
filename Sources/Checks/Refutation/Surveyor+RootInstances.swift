import Exact
import Notation
import Numeric

/// Statements about every root of a polynomial: instances made from roots near the unit circle and near the
/// imaginary axis, where the conditions on the coefficients are nearly met or nearly fail.
extension Surveyor {
  private static let draws = 150

  /// Draws roots, and visits the instance whose polynomial has them, where the symbols of the statement are the
  /// coefficients, or determine them linearly.
  mutating func drawFromRoots() throws {
    guard let (name, hypothesis) = statement.rootHypothesis,
      table.declarations[name]?.type == .complex
    else { return }
    let sizes = space.sizes()
    guard sizes.count == 1, let only = sizes.first else { return }
    let layout = try space.layout(sizes: only, height: 2, fuel: fuel)
    let count = layout.coordinates.count
    guard (1...8).contains(count), layout.coordinates.allSatisfy({ $0.kind == .real }) else {
      return
    }
    let reserve = fuel.left / 2
    let zero = Array(repeating: Rational.zero, count: count)
    guard let base = try coefficients(hypothesis, name, zero, layout), base.degree > 1 else {
      return
    }
    var columns: [[Rational]] = []
    for i in 0..<count {
      var unit = zero
      unit[i] = 1
      guard let own = try coefficients(hypothesis, name, unit, layout),
        own.degree == base.degree
      else { return }
      columns.append(zip(own.list, base.list).map { $0 - $1 })
    }
    let isReal = (columns + [base.list]).allSatisfy {
      $0[(base.degree + 1)...].allSatisfy(\.isZero)
    }
    var stream = RandomStream(seed: seed, stream: 3)
    for _ in 0..<Self.draws where fuel.left > reserve {
      try fuel.spend(50)
      let wanted = Self.polynomial(base.degree, isReal, base.leading, &stream)
      let gap = zip(wanted, base.list).map { $0 - $1 }
      guard let x = Self.solution(columns, gap) else { continue }
      try visit(x, layout)
      if refuted != nil { return }
    }
  }

  private struct Coefficients {
    let degree: Int
    /// The real parts, ascending, and the imaginary parts.
    let list: [Rational]
    var leading: Rational { list[degree] }
  }

  private func coefficients(
    _ hypothesis: Expression, _ name: String, _ x: [Rational], _ layout: Layout
  ) throws -> Coefficients? {
    guard case .relation(_, let left, let right) = hypothesis.form,
      let instance = try space.complete(layout.instance(x), fuel: fuel)
    else { return nil }
    let difference = Expression(.binary(.subtract, left, right), at: left.place)
    guard let degree = try? table.degree(of: difference, in: name), (2...6).contains(degree) else {
      return nil
    }
    let evaluator = SurfaceEvaluator(table: table, instance: instance, bits: 64, fuel: fuel)
    var (real, imaginary): ([Rational], [Rational]) = ([], [])
    for k in 0...degree {
      let value = try? evaluator.binding(name, to: SurfaceValue(Rational(k))) {
        try evaluator.number(difference).primal.rationalParts
      }
      guard let value else { return nil }
      real.append(value.0)
      imaginary.append(value.1)
    }
    func padded(_ values: [Rational]) -> [Rational] {
      let list = SurfaceEvaluator.interpolated(values)
      return list + Array(repeating: .zero, count: degree + 1 - list.count)
    }
    let list = padded(real) + padded(imaginary)
    guard !list[degree].isZero, list[2 * degree + 1].isZero else { return nil }
    return Coefficients(degree: degree, list: list)
  }

  /// A multiple of a product of z − λ, with roots that come in conjugate pairs where it is real; now and then all of
  /// them are the same, or are real and of one sign.
  private static func polynomial(
    _ degree: Int, _ isReal: Bool, _ leading: Rational, _ stream: inout RandomStream
  ) -> [Rational] {
    let choice = stream.integer(in: 0...2)
    let isRepeated = choice == 0
    var roots: [(Rational, Rational)] = []
    var first: (Rational, Rational)?
    if choice == 1 {
      // Real ones of one sign.
      let sign: Rational = stream.integer(in: 0...1) == 0 ? 1 : -1
      let sizes = [
        Rational(3, 4), Rational(9, 10), Rational(19, 20), Rational(21, 20), Rational(6, 5),
      ]
      roots = (0..<degree).map { _ in
        (sign * sizes[stream.integer(in: 0...(sizes.count - 1))], .zero)
      }
    }
    while roots.count < degree {
      var root = isRepeated ? first ?? Self.root(&stream) : Self.root(&stream)
      first = first ?? root
      if isReal, !root.1.isZero {
        guard roots.count + 2 <= degree else {
          root.1 = .zero
          roots.append(root)
          continue
        }
        roots.append((root.0, -root.1))
      }
      roots.append(root)
    }
    var product: [(Rational, Rational)] = [(leading, .zero)]
    for (a, b) in roots {
      var next = Array(repeating: (Rational.zero, Rational.zero), count: product.count + 1)
      for (i, (x, y)) in product.enumerated() {
        next[i + 1] = (next[i + 1].0 + x, next[i + 1].1 + y)
        next[i] = (next[i].0 - (a * x - b * y), next[i].1 - (a * y + b * x))
      }
      product = next
    }
    return product.map(\.0) + product.map(\.1)
  }

  /// A number of modulus about 1, or with a small real part.
  private static func root(_ stream: inout RandomStream) -> (Rational, Rational) {
    let sign: Rational = stream.integer(in: 0...1) == 0 ? 1 : -1
    if stream.integer(in: 0...3) == 0 {
      return (
        sign * Rational(stream.integer(in: 0...2), 20), Rational(stream.integer(in: 0...6), 2)
      )
    }
    let directions: [(Rational, Rational)] = [
      (1, 0), (1, 0), (Rational(3, 5), Rational(4, 5)), (Rational(4, 5), Rational(3, 5)),
      (Rational(12, 13), Rational(5, 13)), (Rational(24, 25), Rational(7, 25)), (0, 1),
    ]
    let sizes = [
      Rational(1, 2), Rational(9, 10), Rational(19, 20), Rational(49, 50), Rational(21, 20),
    ]
    let (x, y) = directions[stream.integer(in: 0...(directions.count - 1))]
    let size = sizes[stream.integer(in: 0...(sizes.count - 1))]
    return (sign * size * x, size * y)
  }

  /// A solution of Σ xⱼ cⱼ = b, by elimination, with 0 for what is free; `nil` where there is none.
  private static func solution(_ columns: [[Rational]], _ b: [Rational]) -> [Rational]? {
    let count = columns.count
    var rows = b.indices.map { i in columns.map { $0[i] } + [b[i]] }
    var pivots: [Int] = []
    for column in 0..<count {
      guard let pivot = rows[pivots.count...].firstIndex(where: { !$0[column].isZero }) else {
        continue
      }
      rows.swapAt(pivots.count, pivot)
      let lead = rows[pivots.count].map { $0 / rows[pivots.count][column] }
      rows[pivots.count] = lead
      for i in rows.indices where i != pivots.count && !rows[i][column].isZero {
        let factor = rows[i][column]
        rows[i] = zip(rows[i], lead).map { $0 - factor * $1 }
      }
      pivots.append(column)
    }
    guard rows[pivots.count...].allSatisfy({ $0[count].isZero }) else { return nil }
    var result = Array(repeating: Rational.zero, count: count)
    for (i, column) in pivots.enumerated() { result[column] = rows[i][count] }
    return result
  }
}

extension Expression {
  /// The equation of ∀z. P(z) = 0 ⇒ φ somewhere in a statement.
  fileprivate var rootHypothesis: (name: String, hypothesis: Expression)? {
    if case .forAll(let name, let body) = form, case .implies(let premise, _) = body.form,
      case .relation(.equal, _, _) = premise.form, premise.freeSymbols.contains(name)
    {
      return (name, premise)
    }
    return children.lazy.compactMap(\.rootHypothesis).first
  }
}
