import Exact

/// What a term denotes in a model. Indices and points are counted from 0.
enum Value: Sendable {
  case truth(Truth)
  case natural(Int)
  case real(Real)
  case complex(Complex)
  case index(Int)
  case point(Int)
  case vector([Real])
  case matrix([[Real]])
  case function(@Sendable (Value) throws -> Value)
}

/// A pair of reals.
struct Complex: Sendable {
  let re: Real
  let im: Real

  init(_ re: Real, _ im: Real = .zero) { (self.re, self.im) = (re, im) }

  static func + (a: Complex, b: Complex) -> Complex { Complex(a.re + b.re, a.im + b.im) }
  static prefix func - (a: Complex) -> Complex { Complex(-a.re, -a.im) }
  static func * (a: Complex, b: Complex) -> Complex {
    Complex(a.re * b.re + (-(a.im * b.im)), a.re * b.im + a.im * b.re)
  }

  /// z̄/|z|², and 0 at 0.
  var inverse: Complex {
    let scale = (re * re + im * im).inverse
    return Complex(re * scale, -(im * scale))
  }
}

/// What the evaluator cannot read: a mistake in a test, never an answer.
struct Unreadable: Error {
  let what: String
}

extension Value {
  func truth() throws -> Truth {
    if case .truth(let value) = self { return value }
    throw Unreadable(what: "a truth value is needed")
  }

  func real() throws -> Real {
    if case .real(let value) = self { return value }
    throw Unreadable(what: "a real number is needed")
  }

  func complex() throws -> Complex {
    if case .complex(let value) = self { return value }
    throw Unreadable(what: "a complex number is needed")
  }

  func natural() throws -> Int {
    if case .natural(let value) = self { return value }
    throw Unreadable(what: "a natural number is needed")
  }

  func index() throws -> Int {
    if case .index(let value) = self { return value }
    throw Unreadable(what: "an index is needed")
  }

  func vector() throws -> [Real] {
    if case .vector(let value) = self { return value }
    throw Unreadable(what: "a vector is needed")
  }

  func matrix() throws -> [[Real]] {
    if case .matrix(let value) = self { return value }
    throw Unreadable(what: "a matrix is needed")
  }

  func callAsFunction(_ argument: Value) throws -> Value {
    if case .function(let body) = self { return try body(argument) }
    throw Unreadable(what: "a function is needed")
  }

  static func sum(_ a: Value, _ b: Value) throws -> Value {
    switch (a, b) {
    case (.natural(let x), .natural(let y)): .natural(x + y)
    case (.real(let x), .real(let y)): .real(x + y)
    case (.complex(let x), .complex(let y)): .complex(x + y)
    case (.vector(let x), .vector(let y)): .vector(zip(x, y).map { $0 + $1 })
    case (.matrix(let x), .matrix(let y)):
      .matrix(zip(x, y).map { zip($0, $1).map { $0 + $1 } })
    default: throw Unreadable(what: "a sum")
    }
  }

  static func product(_ a: Value, _ b: Value) throws -> Value {
    switch (a, b) {
    case (.natural(let x), .natural(let y)): .natural(x * y)
    case (.real(let x), .real(let y)): .real(x * y)
    case (.complex(let x), .complex(let y)): .complex(x * y)
    default: throw Unreadable(what: "a product")
    }
  }

  func scaled(by factor: Real) throws -> Value {
    switch self {
    case .real(let x): .real(factor * x)
    case .complex(let z): .complex(Complex(factor) * z)
    case .vector(let x): .vector(x.map { factor * $0 })
    case .matrix(let x): .matrix(x.map { $0.map { factor * $0 } })
    default: throw Unreadable(what: "a multiple")
    }
  }

  /// Whether two values are equal; of functions nothing is said.
  static func equal(_ a: Value, _ b: Value) throws -> Truth {
    switch (a, b) {
    case (.truth(let x), .truth(let y)):
      x == .unknown || y == .unknown ? .unknown : Truth(x == y)
    case (.natural(let x), .natural(let y)): Truth(x == y)
    case (.index(let x), .index(let y)), (.point(let x), .point(let y)): Truth(x == y)
    case (.real(let x), .real(let y)): compare(x, y, Real.equal)
    case (.complex(let x), .complex(let y)):
      compare(x.re, y.re, Real.equal) && compare(x.im, y.im, Real.equal)
    case (.vector(let x), .vector(let y)):
      zip(x, y).reduce(.yes) { $0 && compare($1.0, $1.1, Real.equal) }
    case (.matrix(let x), .matrix(let y)):
      zip(x.joined(), y.joined()).reduce(.yes) { $0 && compare($1.0, $1.1, Real.equal) }
    case (.function, .function): .unknown
    default: throw Unreadable(what: "an equation")
    }
  }

  static func less(_ a: Value, _ b: Value, orEqual: Bool) throws -> Truth {
    switch (a, b) {
    case (.natural(let x), .natural(let y)): Truth(orEqual ? x <= y : x < y)
    case (.real(let x), .real(let y)):
      orEqual ? !compare(y, x, Real.less) : compare(x, y, Real.less)
    default: throw Unreadable(what: "an inequality")
    }
  }

  /// A relation between numbers that move with the variable of a derivative has no slope.
  private static func compare(_ a: Real, _ b: Real, _ relation: (Real, Real) -> Truth) -> Truth {
    a.isConstant && b.isConstant ? relation(a, b) : .unknown
  }
}
