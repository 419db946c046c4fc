import Exact
import Kernel

/// Values: numbers, vectors, matrices.
extension Elaborator {
  /// The term of a value; in a complex context the root of a real number is a complex number.
  func value(_ e: Expression, complex: Bool = false) throws -> Term {
    switch e.form {
    case .number(let n): return .real(n)
    case .symbol(let name): return try symbol(name, e.place, complex: complex)
    case .constant(let constant): return try self.constant(constant, e.place)
    case .negate(let a):
      let x = try value(a, complex: complex)
      return try x.sort == .natural ? -cast(x, to: .real, a.place) : -x
    case .power(let base, let exponent): return try power(base, exponent, e.place, complex)
    case .binary(let op, let a, let b) where !op.isOfSets:
      return try binary(op, a, b, e, complex)
    case .call(let op, let arguments): return try call(op, arguments, e.place, complex)
    case .apply(let head, let arguments): return try apply(head, arguments, e.place)
    case .index(let base, let indices): return try entry(base, indices, e.place)
    case .transpose(let a):
      let x = try value(a)
      switch x.sort {
      case .matrix: return try column(of: x) ?? .apply(.transpose, [x])
      case .vector: return try row(x)
      default: return x
      }
    case .tuple(let parts):
      return try .apply(.tuple, parts.map { try cast(value($0), to: .real, $0.place) })
    case .matrix(let rows):
      return try .apply(
        .rows,
        rows.map { row in
          try .apply(.tuple, row.map { try cast(value($0), to: .real, $0.place) })
        })
    case .partial(let body, let name, let order):
      if order == 1 { return try partial(body, by: name, e.place) }
      let inner = Expression(.partial(body, by: name, order: order - 1), at: e.place)
      return try partial(inner, by: name, e.place)
    case .partialEntry(let body, let name, let indices):
      return try partial(body, of: name, indices, e.place)
    case .gradient(let body, let names): return try gradient(body, by: names, e.place)
    case .bind(let binder, let body): return try bind(binder, body, e.place, complex)
    case .plusMinus:
      throw ReadingError(
        at: e.place, "± is read only among the values of a spectrum",
        suggestion: "write the two values one by one")
    case .prime, .jacobian:
      throw ReadingError(
        at: e.place, "this derivative is a function: say where it is taken, as in f'(x)")
    case .set, .setBuilder, .binary:
      throw ReadingError(
        at: e.place, "a set stands only on a side of = and \\subseteq, after \\in, and in |…|")
    case .relation, .not, .and, .or, .implies, .iff, .forAll, .exists, .almostEvery:
      throw ReadingError(at: e.place, "a value is needed here, this is a statement")
    }
  }

  /// A natural number, as an index, an exponent or a length.
  func natural(_ e: Expression) throws -> Term {
    switch e.form {
    case .number(let n):
      guard n.isInteger else {
        throw ReadingError(at: e.place, "a whole number is needed, not \(n)")
      }
      return try .natural(n)
    case .binary(.add, let a, let b): return try natural(a) + natural(b)
    case .binary(.multiply, let a, let b): return try natural(a) * natural(b)
    default:
      let term = try value(e)
      guard term.sort == .natural else {
        throw ReadingError(at: e.place, "a natural number is needed, this is \(shape(term))")
      }
      return term
    }
  }

  // MARK: Sorts

  /// The term in a wider sort of numbers.
  func cast(_ term: Term, to sort: Sort, _ place: Place) throws -> Term {
    switch (term.sort, sort) {
    case (let a, let b) where a == b: return term
    case (.natural, .real): return try .apply(.naturalToReal, [term])
    case (.real, .complex): return try .apply(.realToComplex, [term])
    case (.natural, .complex): return try cast(cast(term, to: .real, place), to: .complex, place)
    default:
      throw ReadingError(
        at: place, "this is \(shape(term)), where \(shape(of: sort)) is needed")
    }
  }

  /// Two terms in the narrowest sort that holds both.
  func unified(_ a: Term, _ b: Term, _ place: Place) throws -> (Term, Term) {
    if a.sort == b.sort { return (a, b) }
    let order: [Sort] = [.natural, .real, .complex]
    guard let i = order.firstIndex(of: a.sort), let j = order.firstIndex(of: b.sort) else {
      throw ReadingError(at: place, "the two sides have shapes \(shape(a)) and \(shape(b))")
    }
    let sort = order[max(i, j)]
    return (try cast(a, to: sort, place), try cast(b, to: sort, place))
  }

  /// What kind of value an expression has, as `real[2]` or `a real number`; `nil` for sets,
  /// statements and what has no meaning in the kernel yet.
  public func shape(of expression: Expression) -> String? {
    (try? value(expression, complex: isComplex(expression))).map { shape($0) }
  }

  func shape(_ term: Term) -> String { shape(of: term.sort) }

  func shape(of sort: Sort) -> String {
    switch sort {
    case .natural: "a natural number"
    case .real: "a real number"
    case .complex: "a complex number"
    case .vector(let n): "real[\(n)]"
    case .matrix(let n, let m): "real[\(n),\(m)]"
    case .finite(let n): "an index up to \(n)"
    case .bool: "a statement"
    case .space(let name): "a point of \(name)"
    case .function: "a function"
    }
  }

  /// Whether the value is a complex number that need not be real.
  func isComplex(_ e: Expression) -> Bool {
    switch e.form {
    case .constant(.imaginaryUnit): true
    case .symbol(let name):
      if case .term(let term)? = values[name] { term.sort == .complex } else { false }
    case .call(.realPart, _), .call(.imaginaryPart, _), .call(.abs, _): false
    default: e.children.contains(where: isComplex)
    }
  }

  /// The components of an explicit vector.
  func components(_ term: Term) throws -> [Term]? {
    guard case .apply(let op, let x) = term.node else { return nil }
    switch op {
    case .tuple: return x
    case .negate: return try components(x[0])?.map { try -$0 }
    case .scale: return try components(x[1])?.map { try x[0] * $0 }
    case .add:
      guard let a = try components(x[0]), let b = try components(x[1]) else { return nil }
      return try zip(a, b).map { try $0 + $1 }
    default: return nil
    }
  }

  // MARK: Atoms

  private func symbol(_ name: String, _ place: Place, complex: Bool) throws -> Term {
    switch values[name] {
    case .term(let term):
      if let reading, reading.outer.contains(name) {
        written.captures.insert(
          "\(name) in \(reading.function) stands for the argument of the function that uses \(reading.function)"
        )
      }
      return term
    case .definition(let definition):
      guard definition.parameters.isEmpty else {
        throw ReadingError(
          at: place, "\(name) is a function of \(definition.parameters.count) variables",
          suggestion:
            "say where it is taken: \(name)(\(definition.parameters.joined(separator: ", ")))")
      }
      return try value(definition.body, complex: complex)
    case .function:
      throw ReadingError(at: place, "\(name) is a function: say where it is taken")
    case .set, .argument:
      throw ReadingError(at: place, "\(name) is a set, where a value is needed")
    case .random:
      throw ReadingError(
        at: place, "\(name) is random: it stands only under an expectation or a variance",
        suggestion: "write \\mathbb{E}[…]")
    case nil:
      throw ReadingError(
        at: place, "\(name) is not declared", suggestion: "declare it: `\(name) : real`")
    }
  }

  private func constant(_ constant: Constant, _ place: Place) throws -> Term {
    switch constant {
    case .imaginaryUnit: return .imaginaryUnit
    case .euler: return try .apply(.exp, [.one])
    case .pi: return try .apply(.pi, [])
    case .infinity:
      throw ReadingError(
        at: place, "∞ is no number: it stands alone on one side, of a limit for example")
    case .identity:
      guard let identitySize else { throw UnsizedIdentity(place: place) }
      return try identity(identitySize)
    }
  }

  // MARK: Arithmetic

  private func binary(
    _ op: BinaryOperator, _ a: Expression, _ b: Expression, _ e: Expression, _ complex: Bool
  ) throws -> Term {
    if op == .multiply, let inner = try rowTimesColumn(e) { return inner }
    let (x, y) = try operands(op, a, b, complex)
    switch op {
    case .add, .subtract:
      var (u, v) = try unified(x, y, e.place)
      if u.sort == .natural, op == .subtract {
        (u, v) = try (cast(u, to: .real, a.place), cast(v, to: .real, b.place))
      }
      return try op == .add ? u + v : u - v
    case .multiply: return try product(x, y, e.place)
    case .divide:
      let divisor = try y.sort == .natural ? cast(y, to: .real, b.place) : y
      guard divisor.sort == .real || divisor.sort == .complex else {
        throw ReadingError(at: b.place, "division by \(shape(y))")
      }
      if case .vector = x.sort {
        return try .apply(.scale, [.apply(.inverse, [cast(y, to: .real, b.place)]), x])
      }
      if case .matrix = x.sort {
        return try .apply(.scale, [.apply(.inverse, [cast(y, to: .real, b.place)]), x])
      }
      let (u, v) = try unified(
        x.sort == .natural ? cast(x, to: .real, a.place) : x, divisor, e.place)
      return try guardedProduct(u, .apply(.inverse, [v]))
    case .hadamard:
      guard x.sort == y.sort else {
        throw ReadingError(at: e.place, "⊙ of \(shape(x)) and \(shape(y))")
      }
      guard case .vector(let n) = x.sort else { return try .apply(.hadamard, [x, y]) }
      if let u = try components(x), let v = try components(y) {
        return try .apply(.tuple, zip(u, v).map { try $0 * $1 })
      }
      let i = try Term.fresh("i", .finite(n), avoiding: [x, y])
      return try .apply(
        .vector, [.lambda(i, .apply(.entry, [x, i]) * .apply(.entry, [y, i]))])
    case .inner:
      guard x.sort == y.sort, case .vector = x.sort else {
        throw ReadingError(at: e.place, "the inner product of \(shape(x)) and \(shape(y))")
      }
      return try .apply(.inner, [x, y])
    case .kronecker:
      if let product = try kroneckerProduct(x, y) { return product }
      guard case .matrix = x.sort, case .matrix = y.sort else {
        throw Unsupported(at: e.place, "⊗ of \(shape(x)) and \(shape(y))")
      }
      return try .apply(.kronecker, [x, y])
    case .union, .intersection, .difference, .minkowski:
      throw ReadingError(at: e.place, "a set, where a value is needed")
    }
  }

  private func power(_ base: Expression, _ exponent: Expression, _ place: Place, _ complex: Bool)
    throws -> Term
  {
    let b = try value(base, complex: complex)
    if case .matrix = b.sort { return try matrixPower(b, exponent, place) }
    let x = b.sort == .natural ? try cast(b, to: .real, base.place) : b
    guard x.sort == .real || x.sort == .complex else {
      throw Unsupported(at: place, "a power of \(shape(b))")
    }
    if case .negate(let positive) = exponent.form, let n = try? natural(positive) {
      return try .apply(.inverse, [.apply(.power, [x, n])])
    }
    if case .binary(.divide, let one, let two) = exponent.form, case .number(let p) = one.form,
      case .number(let q) = two.form, p.isOne, q == 2
    {
      return try root(x, complex)
    }
    if let n = try? natural(exponent) { return try .apply(.power, [x, n]) }
    if let (n, m) = try integer(exponent) {
      // x^(n − m) = xⁿ/xᵐ.
      return try .apply(.power, [x, n]) * .apply(.inverse, [.apply(.power, [x, m])])
    }
    if let y = try? value(exponent), y.sort.isArray {
      throw ReadingError(at: exponent.place, "an exponent must be a number, this is \(shape(y))")
    }
    // x^y = exp(y log x), for a positive base, unless y comes to a whole number.
    guard x.sort == .real, let y = try? cast(value(exponent), to: .real, exponent.place) else {
      throw Unsupported(at: exponent.place, "an exponent that is no natural number")
    }
    if let n = try RationalForm(nonzero: []).fraction(of: y).value?.int {
      let power = try x.power(abs(n))
      return try n < 0 ? .apply(.inverse, [power]) : power
    }
    return try .apply(.exp, [y * .apply(.log, [x])])
  }

  private func root(_ x: Term, _ complex: Bool) throws -> Term {
    guard x.sort == .real else { throw KernelError.rule("the root of a complex number", [x]) }
    return try .apply(complex ? .complexRoot : .squareRoot, [x])
  }

  // MARK: Operators

  private func call(
    _ op: NamedOperator, _ arguments: [Expression], _ place: Place, _ complex: Bool
  ) throws -> Term {
    guard let first = arguments.first else {
      throw ReadingError(at: place, "an argument is missing")
    }
    func real() throws -> Term { try cast(value(first), to: .real, first.place) }
    switch op {
    case .log: return try .apply(.log, [real()])
    case .exp:
      let x = try value(first)
      return try matrixExponential(x, place) ?? .apply(.exp, [cast(x, to: .real, first.place)])
    case .sqrt:
      let x = try value(first, complex: complex)
      guard x.sort != .complex else { throw Unsupported(at: place, "the root of a complex number") }
      return try root(cast(x, to: .real, first.place), complex)
    case .floor: return try .apply(.floor, [real()])
    case .cardinality: return try cardinality(first)
    case .indicator: return try .apply(.indicator, [formula(first)])
    case .logistic: return try .one / (.one + .apply(.exp, [-real()]))
    case .tanh:
      let e: Term = try .apply(.exp, [.real(2) * real()])
      return try (e - .one) / (e + .one)
    case .abs where isSet(first): return try cardinality(first)
    case .abs where isJacobian(first): return try absoluteJacobian(first, place)
    case .determinant where isJacobian(first):
      throw Unsupported(at: place, "the sign of a Jacobian determinant: write |…| round it")
    case .abs:
      let x = try value(first, complex: isComplex(first))
      if x.sort == .complex {
        let (a, b): (Term, Term) = try (.apply(.realPart, [x]), .apply(.imaginaryPart, [x]))
        return try .apply(.squareRoot, [a * a + b * b])
      }
      let r = try cast(x, to: .real, first.place)
      return try .apply(.squareRoot, [r * r])
    case .norm:
      let v = try value(first)
      switch v.sort {
      case .vector: return try .apply(.squareRoot, [.apply(.inner, [v, v])])
      case .matrix:
        let gram: Term = try .apply(.product, [.apply(.transpose, [v]), v])
        return try .apply(.squareRoot, [.apply(.trace, [gram])])
      default: throw Unsupported(at: place, "the norm of \(shape(v))")
      }
    case .realPart, .imaginaryPart:
      let z = try cast(value(first, complex: true), to: .complex, first.place)
      return try .apply(op == .realPart ? .realPart : .imaginaryPart, [z])
    case .determinant:
      let a = try value(first)
      guard case .matrix(let n, let m) = a.sort, n == m else {
        throw ReadingError(at: place, "a determinant needs a square matrix, this is \(shape(a))")
      }
      return try .apply(.determinant, [a])
    case .trace:
      let a = try value(first)
      guard case .matrix(let n, let m) = a.sort, n == m else {
        throw ReadingError(at: place, "a trace needs a square matrix, this is \(shape(a))")
      }
      return try .apply(.trace, [a])
    case .diag:
      let a = try value(first)
      return try diagonal(of: a) ?? .apply(.diagonal, [a])
    case .maximum, .minimum: return try greatest(arguments, least: op == .minimum)
    case .minimalEigenvalue, .maximalEigenvalue:
      return try extremeEigenvalue(first, largest: op == .maximalEigenvalue, place)
    case .vec:
      let a = try value(first)
      guard case .matrix = a.sort else {
        throw ReadingError(at: place, "vec needs a matrix, this is \(shape(a))")
      }
      return try .apply(.vec, [a])
    case .inverse:
      let a = try value(first)
      guard case .matrix(let n, let m) = a.sort, n == m else {
        throw ReadingError(at: place, "an inverse needs a square matrix, this is \(shape(a))")
      }
      return try .apply(.matrixInverse, [a])
    case .normalDensity:
      guard arguments.count == 3 else {
        throw ReadingError(at: place, "a normal density takes a point, a mean and a variance")
      }
      return try normalDensity(value(first), arguments[1], arguments[2])
    case .variance: return try covariance(first, first)
    case .covariance:
      guard arguments.count == 2 else { throw ReadingError(at: place, "Cov takes two arguments") }
      return try covariance(first, arguments[1])
    default: throw Unsupported(at: place, "\\operatorname{\(op.rawValue)}")
    }
  }

  /// 𝔼[(X − 𝔼X)(Y − 𝔼Y)].
  private func covariance(_ a: Expression, _ b: Expression) throws -> Term {
    if let matrix = try covarianceMatrix(a, b) { return matrix }
    let (ω, inner) = try underExpectation()
    let (x, y) = try (
      cast(inner.value(a), to: .real, a.place), cast(inner.value(b), to: .real, b.place)
    )
    let (meanX, meanY): (Term, Term) = try (
      .apply(.integral, [.lambda(ω, x)]), .apply(.integral, [.lambda(ω, y)])
    )
    return try .apply(.integral, [.lambda(ω, (x - meanX) * (y - meanY))])
  }
}
