extension Expression {
  /// The kind of the value, from the declarations; `unknown` where they do not tell.
  func kind(in names: Names) -> Kind {
    switch form {
    case .number, .plusMinus: .scalar
    case .symbol(let name): names[name] ?? .scalar
    case .constant(let constant): constant == .identity ? .matrix : .scalar
    case .negate(let e): e.kind(in: names)
    case .binary(let operation, let a, let b):
      operation.kind(a.kind(in: names), b.kind(in: names))
    case .power(let base, _): base.kind(in: names)
    case .call(let operation, let arguments):
      operation.kind(arguments.map { $0.kind(in: names) })
    case .apply(let head, _):
      switch head.kind(in: names) {
      case .function(_, let result): result
      case .density: .scalar
      default: .unknown
      }
    case .index(let base, let indices) where base.form == .constant(.identity):
      indices.count == 1 ? .matrix : .unknown
    case .index(let base, let indices):
      switch base.kind(in: names) {
      case .vector, .row: .scalar
      case .matrix: indices.count == 2 ? .scalar : .vector
      case .sequence(let element): element
      default: .unknown
      }
    case .transpose(let e):
      switch e.kind(in: names) {
      case .vector: .row
      case .row: .vector
      case let other: other
      }
    case .gradient(let e, let by):
      by.count == 1 && names[by[0]] == .matrix || e.kind(in: names).isArray ? .matrix : .vector
    case .tuple: .vector
    case .matrix: .matrix
    case .partial(let e, _, _), .partialEntry(let e, _, _): e.kind(in: names)
    case .prime(let f): f.kind(in: names)
    case .jacobian(let f):
      switch f.kind(in: names) {
      case .function(let arity, .scalar): .function(arity, .vector)
      case .function(let arity, .vector): .function(arity, .matrix)
      default: .unknown
      }
    case .bind(let binder, let body):
      switch binder {
      case .family: .vector
      case .divergence: .scalar
      case .extremum(.argMax, _, _), .extremum(.argMin, _, _): .unknown
      default: body.kind(in: names)
      }
    case .set, .setBuilder: .set
    case .relation, .not, .and, .or, .implies, .iff, .forAll, .exists,
      .almostEvery:
      .formula
    }
  }

  /// Whether it is a statement and no value.
  var isFormula: Bool {
    switch form {
    case .relation, .not, .and, .or, .implies, .iff, .forAll, .exists, .almostEvery: true
    default: false
    }
  }
}

extension BinaryOperator {
  func kind(_ a: Kind, _ b: Kind) -> Kind {
    switch self {
    case .add, .subtract: a == .unknown || a == .scalar ? b : a
    case .divide: a
    case .hadamard: a == .scalar ? b : a
    case .kronecker: a == .vector && b == .vector ? .vector : .matrix
    case .inner: .scalar
    case .union, .intersection, .difference, .minkowski: .set
    case .multiply:
      switch (a, b) {
      case (.scalar, _): b
      case (_, .scalar): a
      case (.matrix, .matrix), (.vector, .row): .matrix
      case (.matrix, .vector): .vector
      case (.row, .matrix): .row
      case (.row, .vector): .scalar
      default: .unknown
      }
    }
  }
}

extension NamedOperator {
  func kind(_ arguments: [Kind]) -> Kind {
    switch self {
    case .inverse: arguments.first?.isFunction == true ? arguments[0] : .matrix
    case .diag: arguments.first == .matrix ? .vector : .matrix
    case .vec: .vector
    case .spectrum: .set
    case .exp where arguments.first == .matrix: .matrix
    case .conjugate, .expectation: arguments.first ?? .unknown
    case .argMax, .argMin: .unknown
    default: .scalar
    }
  }
}
