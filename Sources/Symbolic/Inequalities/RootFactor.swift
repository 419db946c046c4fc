import Exact
import Kernel

/// A polynomial of low degree with leading coefficient 1, the roots of which have a criterion.
enum RootFactor {
  /// Real coefficients, from the lowest on.
  case real([Term])
  /// z² + c₁ z + c₀ with complex coefficients.
  case quadratic(c1: ComplexPair, c0: ComplexPair)

  /// Whether the criterion for the region is known.
  func hasCriterion(_ region: RootCriterion.Region) -> Bool {
    switch (self, region) {
    case (.real(let c), .halfPlane): c.count <= 3 || region.isStrict
    case (.real(let c), .disc): c.count <= 2 || region.isStrict
    case (.quadratic, .halfPlane): false
    case (.quadratic, .disc): region.isStrict
    }
  }

  func polynomial(_ z: Term) throws -> Term {
    switch self {
    case .real(let c): try RootCriterion.polynomial(c, z)
    case .quadratic(let c1, let c0): try (z * z + c1.term * z) + c0.term
    }
  }

  func criterion(_ region: RootCriterion.Region, parameter p: Term) throws -> Theorem {
    switch self {
    case .real(let c): try RootCriterion.theorem(region, coefficients: c, parameter: p)
    case .quadratic(let c1, let c0): try ComplexQuadratic.criterion(c1, c0, radius: p)
    }
  }
}

/// A complex number by its real and its imaginary part.
struct ComplexPair {
  let re: Term
  let im: Term

  init(_ re: Term, _ im: Term) { (self.re, self.im) = (re, im) }

  /// re + i·im.
  var term: Term {
    get throws {
      try .apply(.realToComplex, [re]) + .imaginaryUnit * .apply(.realToComplex, [im])
    }
  }

  var conjugate: ComplexPair { get throws { ComplexPair(re, try -im) } }

  static func + (a: ComplexPair, b: ComplexPair) throws -> ComplexPair {
    ComplexPair(try a.re + b.re, try a.im + b.im)
  }

  static prefix func - (a: ComplexPair) throws -> ComplexPair {
    ComplexPair(try -a.re, try -a.im)
  }

  static func * (a: ComplexPair, b: ComplexPair) throws -> ComplexPair {
    ComplexPair(try a.re * b.re - a.im * b.im, try a.re * b.im + a.im * b.re)
  }
}

extension Prover {
  /// A = an explicit matrix, and the characteristic polynomials of its blocks.
  func blockFactors(_ matrix: Term, _ region: RootCriterion.Region) throws -> (
    Theorem, [RootFactor]
  )? {
    let evaluated = try evaluate(matrix)
    guard try evaluated.right.isExplicitMatrix,
      let rows = try evaluated.right.arguments(of: .rows), rows.count <= 6
    else { return nil }
    let entries = try rows.map { row in
      try (row.arguments(of: .tuple) ?? []).map { try normalize($0).right }
    }
    var result: [RootFactor] = []
    for block in Self.blocks(entries) {
      guard block.count <= 4 else { return nil }
      let own = block.map { i in block.map { entries[i][$0] } }
      if case .disc = region, let pair = try conjugateFactors(own) {
        result += pair
        continue
      }
      // det(zI − A) = zⁿ − e₁ zⁿ⁻¹ + e₂ zⁿ⁻² − …, eₖ the sum of the principal minors with k rows.
      var coefficients: [Term] = []
      for size in (1...block.count).reversed() {
        var sum: Term?
        for rows in Array(own.indices).subsets(of: size) {
          let minor = try Self.minor(own, rows, rows)
          sum = try sum.map { try $0 + minor } ?? minor
        }
        guard let sum else { return nil }
        coefficients.append(try normalize(size % 2 == 0 ? sum : -sum).right)
      }
      result.append(.real(coefficients))
    }
    return (evaluated, result)
  }

  /// The determinant of the given rows and columns, by the first of these rows.
  private static func minor(_ entries: [[Term]], _ rows: [Int], _ columns: [Int]) throws -> Term {
    guard rows.count > 1 else { return entries[rows[0]][columns[0]] }
    var result: Term?
    for (place, column) in columns.enumerated() where entries[rows[0]][column] !== Term.zero {
      let rest = try minor(entries, Array(rows.dropFirst()), columns.filter { $0 != column })
      let part = try entries[rows[0]][column] * rest
      let signed = place % 2 == 0 ? part : try -part
      result = try result.map { try $0 + signed } ?? signed
    }
    return result ?? .zero
  }

  /// q and its conjugate for four rows that are two rows over ℂ: after a change of the order, blocks
  /// (x y; −y x), each standing for x − i y.
  private func conjugateFactors(_ a: [[Term]]) throws -> [RootFactor]? {
    guard a.count == 4 else { return nil }
    func same(_ s: Term, _ t: Term) throws -> Bool { try normalize(s - t).right === Term.zero }
    for order in [
      [0, 1, 2, 3], [0, 1, 3, 2], [0, 2, 1, 3], [0, 2, 3, 1], [0, 3, 1, 2], [0, 3, 2, 1],
    ] {
      let pairs = [(order[0], order[1]), (order[2], order[3])]
      let fits = try pairs.allSatisfy { (i, k) in
        try pairs.allSatisfy { (j, l) in
          try same(a[i][j], a[k][l]) && same(a[i][l], -a[k][j])
        }
      }
      guard fits else { continue }
      let m = try pairs.map { (i, _) in
        try pairs.map { (j, l) in ComplexPair(a[i][j], try -a[i][l]) }
      }
      func simple(_ x: ComplexPair) throws -> ComplexPair {
        ComplexPair(try normalize(x.re).right, try normalize(x.im).right)
      }
      let trace = try simple(-(m[0][0] + m[1][1]))
      let determinant = try simple(m[0][0] * m[1][1] + -(m[0][1] * m[1][0]))
      let conjugates = try (simple(trace.conjugate), simple(determinant.conjugate))
      return [
        .quadratic(c1: trace, c0: determinant), .quadratic(c1: conjugates.0, c0: conjugates.1),
      ]
    }
    return nil
  }

  /// zⁿ + … + c₁ z + c₀ with real coefficients and n ≤ 4, or with complex ones and n = 2.
  func coefficients(_ term: Term, _ z: Term) throws -> RootFactor? {
    let form = try fraction(of: evaluate(term).right)
    guard form.value.denominator.isEmpty else { return nil }
    let coefficients = form.value.numerator.coefficients(of: z)
    guard (2...5).contains(coefficients.count), coefficients.last?.constant?.isOne == true else {
      return nil
    }
    var result: [ComplexPair] = []
    for coefficient in coefficients.dropLast() {
      var parts = (Polynomial.zero, Polynomial.zero)
      for (monomial, value) in coefficient.terms {
        var part = Polynomial(value)
        var turns = 0
        for factor in monomial.factors {
          if factor.atom === Term.imaginaryUnit {
            turns = factor.exponent
            continue
          }
          guard let x = factor.atom.arguments(of: .realToComplex)?[0] else { return nil }
          part = try part * Polynomial(atom: x).power(factor.exponent)
        }
        if turns % 4 >= 2 { part = -part }
        if turns % 2 == 0 { parts.0 = parts.0 + part } else { parts.1 = parts.1 + part }
      }
      result.append(ComplexPair(try parts.0.term(in: .real), try parts.1.term(in: .real)))
    }
    if result.allSatisfy({ $0.im === Term.zero }) { return .real(result.map(\.re)) }
    return result.count == 2 ? .quadratic(c1: result[1], c0: result[0]) : nil
  }
}

extension [Int] {
  /// The subsets with so many elements, in order.
  fileprivate func subsets(of size: Int) -> [[Int]] {
    guard size > 0 else { return [[]] }
    guard let first else { return [] }
    let rest = Array(dropFirst())
    return rest.subsets(of: size - 1).map { [first] + $0 } + rest.subsets(of: size)
  }
}
