import Exact

/// A formula as it was read: the surface syntax tree, before any mathematics.
///
/// The elaborator turns it into kernel terms; the refuter evaluates it as it stands. Equality
/// ignores places. Names are canonical LaTeX (`\psi_0`, `\bar{v}`, `\mathcal{L}`, `v_{\psi_0}`):
/// no spaces, no braces round a single character or command.
public final class Expression: Sendable, Hashable {
  public let form: Form
  public let place: Place
  /// The symbols that occur free: not bound by a quantifier, a set, or a big operator. The
  /// variable that a derivative is taken by counts as free.
  public let freeSymbols: Set<String>
  /// Whether i, a spectrum, Re, Im or a conjugate occurs.
  public let hasComplexOperators: Bool
  /// A hash of the tree without its names: other names alone do not change it.
  let skeleton: Int

  public init(_ form: Form, at place: Place) {
    self.form = form
    self.place = place
    let parts = form.children
    freeSymbols = form.freeSymbols
    hasComplexOperators = form.isComplexOperator || parts.contains(where: \.hasComplexOperators)
    skeleton = form.skeleton(over: parts)
  }

  public static func == (a: Expression, b: Expression) -> Bool {
    a === b || a.skeleton == b.skeleton && a.form == b.form
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(form) }

  /// Whether the two may differ in names alone; where it is false they differ in more.
  public func isSimilar(to other: Expression) -> Bool { skeleton == other.skeleton }

  public enum Form: Sendable, Hashable {
    /// A non-negative numeral, exact: `2`, `0.25`.
    case number(Rational)
    /// A declared name or a bound variable.
    case symbol(String)
    case constant(Constant)
    case negate(Expression)
    case binary(BinaryOperator, Expression, Expression)
    case power(Expression, Expression)
    /// a ± b; only as an element of a set of values.
    case plusMinus(Expression, Expression)
    /// A named operator of the language: `\log x`, `\det A`, `\|v\|`.
    case call(NamedOperator, [Expression])
    /// The value of a function: `\sigma(t)`, `v(a, b, c)`, `f'(x)`, `J_v(0,0,0)`. The head is a
    /// declared function, its `prime`, its `jacobian` or its `gradient`.
    case apply(Expression, [Expression])
    /// An entry: `w_j`, `X_{ij}`, `d_{k+1}` (a sequence).
    case index(Expression, [Expression])
    case transpose(Expression)
    /// A column vector `(a, b, c)` with at least two components (a 1-column matrix also).
    case tuple([Expression])
    /// Rows of a matrix with at least two columns.
    case matrix([[Expression]])
    /// `\frac{\partial e}{\partial x}`, `\partial_x e`, `\frac{d}{dt} e`, `\dot e` (by t), order ≥ 1.
    case partial(Expression, by: String, order: Int)
    /// `\frac{\partial e}{\partial w_k}`, `\partial_{W_{ij}} e`: by one entry of a declared vector or
    /// matrix, the others held fixed.
    case partialEntry(Expression, of: String, indices: [Expression])
    /// `\nabla_{(a, b)} e`, `\nabla_a e`: the column of partial derivatives of a real expression; by
    /// one declared vector or matrix, the value has its shape.
    case gradient(Expression, by: [String])
    /// `f'`: the derivative of a declared function of one variable, itself a function.
    case prime(Expression)
    /// `J_F`, `\nabla F`: the Jacobian by rows (gradient for a real-valued F) of a declared
    /// function, itself a function.
    case jacobian(Expression)
    /// Σ, ∏ over an index, ∫ over a declared variable, 𝔼 over a law.
    case bind(Binder, body: Expression)
    /// `\{a, b, c\}`, a multiset when it is compared with a spectrum.
    case set([Expression])
    /// `\{x \mid condition\}` or `\{(x, y) : condition\}`; the variables are declared symbols,
    /// bound here.
    case setBuilder([String], Expression)
    case relation(Relation, Expression, Expression)
    case not(Expression)
    case and(Expression, Expression)
    case or(Expression, Expression)
    case implies(Expression, Expression)
    case iff(Expression, Expression)
    /// `\forall x > 0: …`, `\exists x …`: over a declared symbol, which it binds anew.
    case forAll(String, Expression)
    case exists(String, Expression)
    /// `φ \text{ for almost every } x`: but for a null set of points x.
    case almostEvery(String, Expression)
  }
}

public enum Constant: String, Sendable, Hashable, CaseIterable {
  case imaginaryUnit = "i"
  case euler = "e"
  case pi = "\\pi"
  case infinity = "\\infty"
  /// The identity matrix, its size taken from where it stands; with one index, `I_n`, of that size.
  case identity = "I"
}

public enum BinaryOperator: String, Sendable, Hashable, CaseIterable {
  case add = "+"
  case subtract = "-"
  /// Juxtaposition, `\cdot`, `\times`: product of numbers, scalars with vectors, matrices.
  case multiply = "*"
  /// `\frac`, `/`.
  case divide = "/"
  /// `\odot`, `\circ`.
  case hadamard = "\\odot"
  /// `\otimes`.
  case kronecker = "\\otimes"
  /// `\langle a, b \rangle`, and `a \cdot b` of two vectors.
  case inner = "\\cdot"
  case union = "\\cup"
  case intersection = "\\cap"
  case difference = "\\setminus"
  /// `A \oplus B`: the sums of a point of A and one of B.
  case minkowski = "\\oplus"

  /// Whether it makes a set of two sets.
  public var isOfSets: Bool {
    switch self {
    case .union, .intersection, .difference, .minkowski: true
    default: false
    }
  }
}

/// Operators that every file may use without declaring them; one row each, see `NamedOperator.table`.
public enum NamedOperator: String, Sendable, Hashable, CaseIterable {
  case log, exp, sqrt, sin, cos, tanh, arctan
  /// The logistic function, when a file does not declare `\sigma` itself.
  case logistic
  case abs
  /// `\lfloor x \rfloor`: the largest integer that is not greater.
  case floor
  /// `\mathbb{1}[\varphi]`: 1 where the formula holds, else 0.
  case indicator
  /// `|S|`: the number of elements of a finite set.
  case cardinality
  /// Euclidean norm of a vector, Frobenius norm of a matrix.
  case norm
  case realPart = "Re"
  case imaginaryPart = "Im"
  case conjugate
  case determinant = "det"
  case trace = "tr"
  case inverse
  case diag
  case vec
  case rank
  /// The least and the greatest eigenvalue of a symmetric matrix.
  case minimalEigenvalue = "\\lambda_{\\min}"
  case maximalEigenvalue = "\\lambda_{\\max}"
  case spectrum = "spec"
  case argMax = "argmax"
  case argMin = "argmin"
  case maximum = "max"
  case minimum = "min"
  /// `\mathcal{N}(x; m, v)`: the density of the normal law with mean m and variance v at x; of vectors with
  /// covariance v.
  case normalDensity = "\\mathcal{N}"
  case expectation = "E"
  case variance = "Var"
  case covariance = "Cov"
}

public enum Relation: String, Sendable, Hashable, CaseIterable {
  case equal = "="
  case notEqual = "\\ne"
  case less = "<"
  case lessOrEqual = "\\le"
  case greater = ">"
  case greaterOrEqual = "\\ge"
  /// `A \succ B`: A − B is symmetric and vᵀ(A − B)v > 0 for every v ≠ 0. `B \prec A` is the same.
  case definite = "\\succ"
  /// `A \succeq B`: A − B is symmetric and vᵀ(A − B)v ≥ 0 for every v. `B \preceq A` is the same.
  case semidefinite = "\\succeq"
  /// `x \in S`, `x \in \arg\max f`.
  case member = "\\in"
  case subset = "\\subseteq"
}

/// What a big operator binds.
public enum Binder: Sendable, Hashable {
  /// `\sum_{i=a}^{b}`, `\sum_i` (the whole declared range; bounds nil).
  case sum(String, from: Expression?, through: Expression?)
  case product(String, from: Expression?, through: Expression?)
  /// `\int f dx`, `\int_a^b f dx`.
  case integral(String, from: Expression?, to: Expression?)
  /// `\int f \, dz_{1:k}`: over lists of so many points, under the product measure; `z_j` is the
  /// j-th of them.
  case samples(String, count: Expression)
  /// `\mathbb E_{x \sim law}[…]`; the law of each variable; empty for the declared random variables.
  case expectation([String: Law])
  /// `\max_x e`, `\arg\max_{D \in (0,1)} e`, and so on: over the declared type of the variable,
  /// where the condition (if any) holds.
  case extremum(NamedOperator, String, condition: Expression?)
  /// The vector of the body's values over the whole range of an index: the argument of
  /// `\operatorname{diag}((X^\top X)_{ii})`, where `i` stands for itself.
  case family(String)
  /// `\lim_{k \to a}`, `\lim_{x \to 0^+}`.
  case limit(String, to: Expression, side: LimitSide)
  /// `\mathrm{KL}(q(z \mid x) \,\|\, p(z))`: over the variables; the body is the column of the
  /// densities, or the one density. It is guarded where a density may vanish: 0 log 0 is 0.
  case divergence(Divergence, [String], guarded: Bool)
}

/// From where a variable tends to its limit.
public enum LimitSide: String, Sendable, Hashable {
  case both = ""
  case above = "+"
  case below = "-"
}

/// A law written in a formula.
public indirect enum Law: Sendable, Hashable {
  /// `\delta_a`: the point mass at a.
  case dirac(Expression)
  case bernoulli(Expression)
  case normal(mean: Expression, variance: Expression)
  case uniform(Expression, Expression)
  /// −1 and 1 with probability ½ each.
  case rademacher
  /// The j-th value has the probability π_j: an index, or the j-th unit vector.
  case categorical(Expression)
  /// Each of the listed numbers with the same probability.
  case uniformOn([Expression])
  /// Nothing is said of it: `f : random real[d]`.
  case unspecified
  /// A declared density.
  case density(String)
}
