import Glibc

extension Operation {
  /// The value of an operation at the values of its operands; `y` belongs to binary ones alone.
  ///
  /// `softplus` and `sigmoid` are accurate for every x, without overflow:
  /// softplus(x) = max(x, 0) + log1p(exp(−|x|)).
  @inline(__always)
  func value(_ x: Double, _ y: Double) -> Double {
    switch self {
    case .constant(let value): return value
    case .variable: return .nan
    case .add: return x + y
    case .subtract: return x - y
    case .multiply: return x * y
    case .divide: return x / y
    case .negate: return -x
    case .exp: return Glibc.exp(x)
    case .log: return Glibc.log(x)
    case .softplus: return max(x, 0) + Glibc.log1p(Glibc.exp(-abs(x)))
    case .sigmoid:
      let decay = Glibc.exp(-abs(x))
      return (x >= 0 ? 1 : decay) / (1 + decay)
    case .tanh: return Glibc.tanh(x)
    case .squareRoot: return x.squareRoot()
    case .power(let n): return Glibc.pow(x, Double(n))
    }
  }

  /// A bound of the relative rounding error of `value`, in units of u = 2⁻⁵³.
  ///
  /// The IEEE operations round once: 1. The library's functions are within 2 units in the last place
  /// (glibc manual, "Errors in Math Functions", x86_64), which is 4u; `softplus` and `sigmoid` put two
  /// of them and at most two IEEE operations on positive numbers together: 10.
  var roundingUnits: Double {
    switch self {
    case .constant, .variable, .negate: 0
    case .add, .subtract, .multiply, .divide, .squareRoot: 1
    case .exp, .log, .tanh, .power: 4
    case .softplus, .sigmoid: 10
    }
  }
}
