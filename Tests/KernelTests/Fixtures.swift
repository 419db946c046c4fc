import Exact
import Kernel

/// Terms that the tests of the kernel share.
enum Fixture {
  static let x = variable("x", .real)
  static let y = variable("y", .real)
  static let z = variable("z", .complex)
  static let k = variable("k", .natural)
  static let n = variable("n", .natural)
  static let φ = variable("φ", .bool)
  static let ψ = variable("ψ", .bool)
  static let χ = variable("χ", .bool)
  static let f = variable("f", .function(.real, .real))
  static let g = variable("g", .function(.real, .real))
  static let Ω = Sort.space("Ω")

  static func variable(_ name: String, _ sort: Sort) -> Term { try! .variable(name, sort) }
  static func numeral(_ value: Int) -> Term { .real(Rational(value)) }
  static func natural(_ value: Int) -> Term { try! .natural(Rational(value)) }

  /// The name of a kernel error's first word, or `nil` if nothing is thrown.
  static func refusal(_ body: () throws -> some Any) -> KernelError? {
    do {
      _ = try body()
      return nil
    } catch { return error as? KernelError }
  }
}

extension Term {
  static func inverse(_ x: Term) throws(KernelError) -> Term { try apply(.inverse, [x]) }
  static func exp(_ x: Term) throws(KernelError) -> Term { try apply(.exp, [x]) }
  static func log(_ x: Term) throws(KernelError) -> Term { try apply(.log, [x]) }
  static func root(_ x: Term) throws(KernelError) -> Term { try apply(.squareRoot, [x]) }
  static func cast(_ x: Term) throws(KernelError) -> Term {
    try apply(x.sort == .natural ? .naturalToReal : .realToComplex, [x])
  }
}
