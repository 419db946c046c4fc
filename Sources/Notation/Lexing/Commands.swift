import Exact

/// The tables of commands: one row a construct, so that the reader grows by adding rows.
enum Commands {
  /// Spacing and layout, without meaning.
  static let ignored: Set<String> = [
    ",", "!", ";", ":", ">", " ", "/", "quad", "qquad", "enspace", "thinspace", "medspace",
    "thickspace", "negthinspace", "displaystyle", "textstyle", "scriptstyle", "limits",
    "nolimits", "nonumber", "notag", "hfill", "allowdisplaybreaks", "centering", "hline",
    "relax", "null", "rm", "bf", "it",
  ]

  /// Layout commands whose argument is dropped too.
  static let ignoredWithArgument: Set<String> = [
    "tag", "label", "hspace", "vspace", "phantom", "hphantom", "vphantom", "color", "eqref",
  ]

  static let texts: Set<String> = [
    "text", "textrm", "textit", "textbf", "mbox", "hbox", "textnormal",
  ]

  static let words: Set<String> = [
    "operatorname", "mathrm", "mathsf", "mathop", "texttt", "mathtt",
  ]

  /// Commands that are other names of the same thing.
  static let synonyms: [String: String] = [
    "leq": "le", "leqslant": "le", "geq": "ge", "geqslant": "ge", "neq": "ne", "lt": "<",
    "gt": ">", "rightarrow": "to", "longrightarrow": "to", "Rightarrow": "implies",
    "Longrightarrow": "implies", "Leftrightarrow": "iff", "Longleftrightarrow": "iff",
    "wedge": "land", "vee": "lor", "lnot": "neg", "Vert": "|", "vert": "vert", "dfrac": "frac",
    "tfrac": "frac", "cfrac": "frac", "lbrace": "{", "rbrace": "}", "lparen": "(", "ast": "*",
    "triangleq": "coloneqq", "coloneq": "coloneqq", "defeq": "coloneqq", "intercal": "top",
    "varnothing": "emptyset", "E": "mathbb{E}", "Pr": "mathbb{P}", "R": "mathbb{R}",
    "subset": "subseteq",
    "colon": "colon", "prime": "prime", "given": "mid", "iint": "iint", "tr": "tr",
    "argmax": "argmax", "argmin": "argmin", "owns": "ni", "succcurlyeq": "succeq",
    "preccurlyeq": "preceq",
  ]

  enum Side {
    case left, right, either

    func bar(_ plain: String, _ name: String) -> Token.Kind {
      switch self {
      case .left: .command("l" + name)
      case .right: .command("r" + name)
      case .either: plain == "|" ? .symbol("|") : .command("|")
      }
    }
  }

  /// Sizes of brackets.
  static let sizes: [String: Side] = {
    var table: [String: Side] = ["left": .left, "right": .right]
    for size in ["big", "Big", "bigg", "Bigg"] {
      table[size] = .either
      table[size + "l"] = .left
      table[size + "r"] = .right
      table[size + "m"] = .either
    }
    return table
  }()

  static let relations: [Token.Kind: Relation] = [
    .symbol("="): .equal, .symbol("<"): .less, .symbol(">"): .greater, .command("<"): .less,
    .command(">"): .greater, .command("le"): .lessOrEqual, .command("ge"): .greaterOrEqual,
    .command("ne"): .notEqual, .command("equiv"): .equal, .command("in"): .member,
    .command("subseteq"): .subset, .command("notin"): .member, .command("succ"): .definite,
    .command("succeq"): .semidefinite, .command("prec"): .definite,
    .command("preceq"): .semidefinite,
  ]

  /// Relations that are read with their sides exchanged.
  static let reversed: Set<Token.Kind> = [.command("prec"), .command("preceq")]

  /// Relations and signs that are known but not read, and what to write instead.
  static let refused: [String: (message: String, suggestion: String)] = [
    "approx": (
      "an approximation is not checked: \\approx says nothing exact",
      "state a bound, as in `|a - b| \\le 10^{-3}`"
    ),
    "simeq": ("an approximation is not checked: \\simeq says nothing exact", "state a bound"),
    "mp": ("\\mp is not read", "write the two formulas one by one"),
    "propto": ("\\propto is not read yet", "name the factor: `a = c \\cdot b`"),
    "to": (
      "a limit written with \\to is not read here",
      "write `\\lim_{k \\to \\infty} a_k = b`"
    ),
    "ni": ("\\ni is not read", "write `x \\in S`"),
    "mid": (
      "a bar for \"given\" stands only in the arguments of a declared density",
      "declare it: `q : density(z \\mid x)`"
    ),
    "sim": (
      "\\sim states a law and stands in a `given` block or below \\mathbb{E}",
      "write `\\mathbb{E}_{x \\sim p}[\\dots]`"
    ),
    "dots": ("dots are not read", "write the sum or the entries in full"),
    "cdots": ("dots are not read", "write the sum or the entries in full"),
    "ldots": ("dots are not read", "write the sum or the entries in full"),
    "coloneqq": ("a definition stands alone in its line", "write `name := expression`"),
  ]

  /// Operators written before their argument, with or without brackets.
  static let prefixOperators: [String: NamedOperator] = [
    "log": .log, "ln": .log, "exp": .exp, "sin": .sin, "cos": .cos, "tanh": .tanh,
    "cosh": .exp, "sinh": .exp,
    "arctan": .arctan, "Re": .realPart, "Im": .imaginaryPart, "det": .determinant,
    "tr": .trace, "Tr": .trace, "trace": .trace, "diag": .diag, "Diag": .diag, "vec": .vec,
    "spec": .spectrum, "Sp": .spectrum, "eig": .spectrum, "Var": .variance, "Cov": .covariance,
    "conj": .conjugate, "sigmoid": .logistic, "logistic": .logistic, "sqrt": .sqrt,
    "abs": .abs, "inv": .inverse, "rank": .rank, "rk": .rank,
  ]

  /// (e^x + e^{−x})/2 and (e^x − e^{−x})/2, which are read as such.
  static let hyperbolic: [String: BinaryOperator] = ["cosh": .add, "sinh": .subtract]

  /// How many arguments an operator takes when it is not one.
  static func arity(_ operation: NamedOperator) -> ClosedRange<Int> {
    switch operation {
    case .covariance: 2...2
    case .maximum, .minimum: 2...64
    case .normalDensity: 3...3
    default: 1...1
    }
  }

  static let extrema: [String: NamedOperator] = [
    "max": .maximum, "min": .minimum, "argmax": .argMax, "argmin": .argMin,
  ]

  static let matrices: Set<String> = [
    "pmatrix", "bmatrix", "matrix", "smallmatrix", "array", "psmallmatrix", "bsmallmatrix",
  ]

  static let displays: Set<String> = [
    "equation", "align", "aligned", "gather", "gathered", "multline", "split", "displaymath",
    "alignat", "flalign", "eqnarray",
  ]
}
