/// The declared type of a symbol.
public indirect enum ValueType: Sendable, Hashable {
  /// `n : size`: a natural number ≥ 1 that may be the length of a vector.
  case size
  /// `k : natural`.
  case natural
  /// `j : index n`: 1 … n.
  case index(Expression)
  case real
  case complex
  /// `w : real[d]`.
  case vector(Expression)
  /// `X : real[n,d]`.
  case matrix(Expression, Expression)
  /// `f : real -> real`, `v : real, real, real -> real[3]`.
  case function([ValueType], ValueType)
  /// `d : sequence`, `v : sequence real[2]`: a function of a natural number, written d_k.
  case sequence(ValueType)
  /// `A : set`, `A : set[2]`: a set of numbers, or of points with so many coordinates.
  case set(Int)
  /// `X : space`: an abstract set with an opaque base measure.
  case space
  /// `x : X`, a point of a declared space.
  case point(String)
  /// `F : diffeo U \to X`: a bijection of spaces with a positive Jacobian determinant.
  case diffeomorphism(from: String, to: String)
  /// `p : density(x, z)`: a probability density over declared variables; `q : density(z \mid x)`:
  /// one in z for every x. It is positive everywhere unless it may vanish: `q : nonnegative density(x)`.
  case density([String], given: [String], mayVanish: Bool)
}

/// `n, d : size` — one row per name.
public struct Declaration: Sendable, Hashable {
  public let name: String
  public let type: ValueType
  public let place: Place

  public init(name: String, type: ValueType, place: Place) {
    self.name = name
    self.type = type
    self.place = place
  }
}

/// `\Gamma := …`, `C(x) := …`; the parameters stand for anything of the type they are declared
/// with (real when they are not declared).
public struct Definition: Sendable, Hashable {
  public let name: String
  public let parameters: [String]
  public let body: Expression
  public let place: Place

  public init(name: String, parameters: [String], body: Expression, place: Place) {
    self.name = name
    self.parameters = parameters
    self.body = body
    self.place = place
  }
}

/// An assumption of a `given` block, with its text as written.
public struct Assumption: Sendable, Hashable {
  public let formula: Expression
  public let latex: String

  public init(formula: Expression, latex: String) {
    self.formula = formula
    self.latex = latex
  }
}

/// The law of declared symbols, `R_{ij} \sim \operatorname{Bernoulli}(p) independent`.
public struct Distribution: Sendable, Hashable {
  /// What has the law: a symbol, or an entry whose undeclared indices stand for every entry.
  public let pattern: Expression
  public let law: Law
  /// Whether `independent` (or `i.i.d.`) was written: the entries are independent of each other.
  public let independent: Bool
  public let latex: String
  public let place: Place

  public init(
    pattern: Expression, law: Law, independent: Bool, latex: String, place: Place
  ) {
    self.pattern = pattern
    self.law = law
    self.independent = independent
    self.latex = latex
    self.place = place
  }
}

/// `\epsilon, R independent`: the symbols are independent of each other.
public struct Independence: Sendable, Hashable {
  public let symbols: [String]
  public let latex: String
  public let place: Place

  public init(symbols: [String], latex: String, place: Place) {
    self.symbols = symbols
    self.latex = latex
    self.place = place
  }
}

/// What holds at one place of a file: everything declared in the section and in those around it.
public struct Scope: Sendable, Hashable {
  public var declarations: [Declaration] = []
  public var definitions: [Definition] = []
  public var assumptions: [Assumption] = []
  public var distributions: [Distribution] = []
  public var independences: [Independence] = []
  /// `strict`: the standing assumptions are withdrawn.
  public var strict = false

  public init() {}

  public func declaration(of name: String) -> Declaration? {
    declarations.last { $0.name == name }
  }

  public func definition(of name: String) -> Definition? {
    definitions.last { $0.name == name }
  }
}

/// One line of a derivation: a statement that is to be checked.
public struct Line: Sendable, Hashable {
  /// Counts from 1 within the claim.
  public let number: Int
  /// The statement: a relation between the previous and this expression of the chain, or any formula.
  public let statement: Expression
  /// Whether the statement goes on from the right side of the line before.
  public let continuesChain: Bool
  /// The source text of this line.
  public let latex: String
  /// The text of `\text{by …}`.
  public let hint: String?
  public let place: Place

  public init(
    number: Int, statement: Expression, continuesChain: Bool, latex: String, hint: String?,
    place: Place
  ) {
    self.number = number
    self.statement = statement
    self.continuesChain = continuesChain
    self.latex = latex
    self.hint = hint
    self.place = place
  }
}

/// What a claim is expected to come to; `proved` where the file does not say.
public enum Expectation: Sendable, Hashable {
  case proved
  case wrong(line: Int?)
  case needsAssumption
  case tested
  case undecided
  case unreadable
}

/// A displayed formula or derivation of a note.
public struct Claim: Sendable, Hashable {
  /// The id of an `<!-- id: … -->` comment, or one made from the file and the position.
  public let id: String
  public let title: String
  public let scope: Scope
  /// The display's source text.
  public let latex: String
  public let place: Place
  public let expectation: Expectation
  /// The lines, or why the display could not be read.
  public let content: Result<[Line], ReadingError>

  public init(
    id: String, title: String, scope: Scope, latex: String, place: Place,
    expectation: Expectation, content: Result<[Line], ReadingError>
  ) {
    self.id = id
    self.title = title
    self.scope = scope
    self.latex = latex
    self.place = place
    self.expectation = expectation
    self.content = content
  }
}

extension Claim {
  /// What stands for a file that could not be read at all.
  public static func unreadable(_ file: String, _ error: ReadingError) -> Claim {
    Claim(
      id: file, title: file, scope: Scope(), latex: "", place: error.place, expectation: .proved,
      content: .failure(error))
  }
}

/// A file of claims.
public struct Note: Sendable, Hashable {
  public let file: String
  public let title: String
  public let claims: [Claim]

  public init(file: String, title: String, claims: [Claim]) {
    self.file = file
    self.title = title
    self.claims = claims
  }
}

/// Why a file, a declaration or a display could not be read.
public struct ReadingError: Error, Sendable, Hashable, CustomStringConvertible {
  public let place: Place
  public let message: String
  /// What the writer can do about it.
  public let suggestion: String?

  public init(at place: Place, _ message: String, suggestion: String? = nil) {
    self.place = place
    self.message = message
    self.suggestion = suggestion
  }

  public var description: String {
    "\(place): \(message)" + (suggestion.map { "\n  \($0)" } ?? "")
  }
}
