/// How a formula stands on paper: boxes, rows and scripts, without any meaning.
///
/// It is what a page shows of LaTeX that was written by a person. The tree that is checked is
/// `Expression`, which does not know what brackets and fonts were typed.
indirect enum Layout: Equatable, Sendable {
  /// A letter, or a name of several letters that stands upright.
  case identifier(String, isUpright: Bool)
  /// A letter in bold for which there is no bold character.
  case bold(String)
  case number(String)
  case sign(String, Role)
  /// `\log`, `\operatorname{diag}`: a name in front of its argument.
  case function(String, takesLimits: Bool)
  case text(String)
  /// A width in em.
  case space(Double)
  case row([Layout])
  /// `\left( … \right)`; an empty bracket is invisible.
  case fenced(open: String, [Layout], close: String)
  /// `\Big|`: a sign of a fixed height in em.
  case sized(String, em: Double, Role)
  case fraction([Layout], [Layout], hasBar: Bool)
  case root([Layout], degree: [Layout]?)
  case scripts(Layout, below: [Layout]?, above: [Layout]?)
  case accent([Layout], mark: String, isBelow: Bool)
  case table([[[Layout]]], Table)

  /// The part that a sign plays in its row.
  enum Role: Sendable {
    case relation, binary, open, close, punctuation, ordinary
    /// Σ, ∏: its bounds stand below and above in a display.
    case large
    /// ∫: its bounds stand beside it.
    case integral
  }

  /// How the columns of a table stand.
  enum Table: Sendable {
    /// Right and left in turn, as in `aligned`.
    case aligned
    case matrix
    /// To the left, as in `cases`.
    case left
  }
}

/// The tables of signs: one row a command.
enum LayoutSigns {
  static let commands: [String: (sign: String, role: Layout.Role)] = {
    var table: [String: (sign: String, role: Layout.Role)] = [:]
    for (role, rows) in rows {
      for (name, sign) in rows { table[name] = (sign, role) }
    }
    return table
  }()

  private static let rows: [(Layout.Role, [String: String])] = [
    (
      .relation,
      [
        "le": "≤", "leq": "≤", "leqslant": "⩽", "ge": "≥", "geq": "≥", "geqslant": "⩾", "ne": "≠",
        "neq": "≠", "lt": "<", "gt": ">", "approx": "≈", "simeq": "≃", "sim": "∼", "propto": "∝",
        "equiv": "≡", "in": "∈", "notin": "∉", "ni": "∋", "owns": "∋", "subset": "⊂",
        "subseteq": "⊆", "succ": "≻", "succeq": "⪰", "succcurlyeq": "≽", "prec": "≺",
        "preceq": "⪯", "preccurlyeq": "≼", "to": "→", "rightarrow": "→", "longrightarrow": "⟶",
        "mapsto": "↦", "implies": "⟹", "Rightarrow": "⇒", "Longrightarrow": "⟹", "iff": "⟺",
        "Leftrightarrow": "⇔", "Longleftrightarrow": "⟺", "mid": "∣", "given": "∣",
        "parallel": "∥", "coloneqq": "≔", "coloneq": "≔", "triangleq": "≜", "defeq": "≔",
        "colon": ":", "ll": "≪", "gg": "≫", "perp": "⊥", "cong": "≅",
      ]
    ),
    (
      .binary,
      [
        "cdot": "⋅", "times": "×", "pm": "±", "mp": "∓", "odot": "⊙", "circ": "∘", "otimes": "⊗",
        "oplus": "⊕", "cup": "∪", "cap": "∩", "setminus": "∖", "land": "∧", "wedge": "∧",
        "lor": "∨", "vee": "∨", "ast": "∗", "star": "⋆", "div": "÷",
      ]
    ),
    (
      .large,
      ["sum": "∑", "prod": "∏", "bigcup": "⋃", "bigcap": "⋂", "bigoplus": "⨁", "bigotimes": "⨂"]
    ),
    (.integral, ["int": "∫", "iint": "∬", "oint": "∮"]),
    (
      .open,
      [
        "{": "{", "lbrace": "{", "langle": "⟨", "lfloor": "⌊", "lceil": "⌈", "lvert": "|",
        "lVert": "‖", "lparen": "(", "lbrack": "[",
      ]
    ),
    (
      .close,
      [
        "}": "}", "rbrace": "}", "rangle": "⟩", "rfloor": "⌋", "rceil": "⌉", "rvert": "|",
        "rVert": "‖", "rparen": ")", "rbrack": "]",
      ]
    ),
    (
      .ordinary,
      [
        "|": "‖", "Vert": "‖", "vert": "|", "infty": "∞", "emptyset": "∅", "varnothing": "∅",
        "nabla": "∇", "partial": "∂", "top": "⊤", "bot": "⊥", "intercal": "⊺", "forall": "∀",
        "exists": "∃", "neg": "¬", "lnot": "¬", "prime": "′", "dots": "…", "ldots": "…",
        "cdots": "⋯", "vdots": "⋮", "ddots": "⋱", "surd": "√", "Re": "ℜ", "Im": "ℑ", "dagger": "†",
        "%": "%", "$": "$", "#": "#", "&": "&", "_": "_", "backslash": "∖", "aleph": "ℵ",
      ]
    ),
  ]

  static let characters: [Character: Layout.Role] = {
    var table: [Character: Layout.Role] = [:]
    for c in "=<>≤≥⩽⩾≠∈∉⊆⊂≈∼∝≡≻⪰≽≺⪯≼≔≜→⇒⟹⇔⟺↔∣:" { table[c] = .relation }
    for c in "+-−*/·⋅×±∓∕∗⋆∘⊙⊗⊕∪∩∖∧∨" { table[c] = .binary }
    for c in "([⟨⌊⌈" { table[c] = .open }
    for c in ")]⟩⌋⌉" { table[c] = .close }
    for c in ",;" { table[c] = .punctuation }
    for c in "∑∏" { table[c] = .large }
    table["∫"] = .integral
    return table
  }()

  /// Names in front of their argument; whether a script stands below them.
  static let functions: [String: Bool] = [
    "log": false, "ln": false, "exp": false, "sin": false, "cos": false, "tan": false,
    "sinh": false, "cosh": false, "tanh": false, "arctan": false, "arg": false, "tr": false,
    "Tr": false, "dim": false, "ker": false, "deg": false, "det": true, "max": true, "min": true,
    "sup": true, "inf": true, "lim": true, "limsup": true, "liminf": true, "Pr": true,
    "argmax": true, "argmin": true,
  ]

  /// Widths of spacing commands, in em.
  static let spaces: [String: Double] = [
    ",": 1 / 6.0, "thinspace": 1 / 6.0, ":": 2 / 9.0, ">": 2 / 9.0, "medspace": 2 / 9.0,
    ";": 5 / 18.0, "thickspace": 5 / 18.0, "!": -1 / 6.0, "negthinspace": -1 / 6.0, " ": 0.25,
    "enspace": 0.5, "quad": 1, "qquad": 2,
  ]

  /// Heights of brackets, in em.
  static let sizes: [String: Double] = ["big": 1.2, "Big": 1.8, "bigg": 2.4, "Bigg": 3]

  /// Accents, and whether they stand below.
  static let accents: [String: (mark: String, isBelow: Bool)] = [
    "bar": ("¯", false), "overline": ("¯", false), "hat": ("^", false), "widehat": ("^", false),
    "tilde": ("~", false), "widetilde": ("~", false), "vec": ("→", false), "dot": ("˙", false),
    "ddot": ("¨", false), "check": ("ˇ", false), "breve": ("˘", false), "acute": ("´", false),
    "grave": ("`", false), "mathring": ("˚", false), "underline": ("_", true),
    "underbrace": ("⏟", true), "overbrace": ("⏞", false),
  ]
}
