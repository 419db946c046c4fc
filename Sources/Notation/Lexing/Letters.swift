/// The tables of letters: Greek commands, accents, fonts, and Unicode characters.
enum Letters {
  /// Commands that are letters, with the Unicode letter that means the same.
  static let commands: [(name: String, character: Character)] = [
    ("alpha", "α"), ("beta", "β"), ("gamma", "γ"), ("delta", "δ"), ("epsilon", "ϵ"),
    ("varepsilon", "ε"), ("zeta", "ζ"), ("eta", "η"), ("theta", "θ"), ("vartheta", "ϑ"),
    ("iota", "ι"), ("kappa", "κ"), ("lambda", "λ"), ("mu", "μ"), ("nu", "ν"), ("xi", "ξ"),
    ("pi", "π"), ("varpi", "ϖ"), ("rho", "ρ"), ("varrho", "ϱ"), ("sigma", "σ"),
    ("varsigma", "ς"), ("tau", "τ"), ("upsilon", "υ"), ("phi", "ϕ"), ("varphi", "φ"),
    ("chi", "χ"), ("psi", "ψ"), ("omega", "ω"), ("Gamma", "Γ"), ("Delta", "Δ"),
    ("Theta", "Θ"), ("Lambda", "Λ"), ("Xi", "Ξ"), ("Pi", "Π"), ("Sigma", "Σ"),
    ("Upsilon", "Υ"), ("Phi", "Φ"), ("Psi", "Ψ"), ("Omega", "Ω"), ("ell", "ℓ"), ("hbar", "ℏ"),
  ]

  static let commandNames = Set(commands.map(\.name))

  /// Accents: the command, its canonical form, and the combining character of the read-back.
  static let accents: [(name: String, canonical: String, combining: String)] = [
    ("bar", "bar", "\u{304}"), ("hat", "hat", "\u{302}"), ("tilde", "tilde", "\u{303}"),
    ("vec", "vec", "\u{20D7}"), ("widehat", "hat", "\u{302}"), ("widetilde", "tilde", "\u{303}"),
    ("check", "check", "\u{30C}"), ("breve", "breve", "\u{306}"), ("acute", "acute", "\u{301}"),
    ("grave", "grave", "\u{300}"), ("mathring", "mathring", "\u{30A}"),
    ("overline", "bar", "\u{304}"), ("underline", "underline", "\u{332}"),
    ("dot", "dot", "\u{307}"), ("ddot", "ddot", "\u{308}"),
  ]

  static let accentForms = Dictionary(uniqueKeysWithValues: accents.map { ($0.name, $0.canonical) })

  /// Fonts: the command and its canonical form; empty where the font means nothing.
  static let fonts: [String: String] = [
    "mathcal": "mathcal", "mathscr": "mathcal", "cal": "mathcal", "mathfrak": "mathfrak",
    "mathbb": "mathbb", "mathbf": "mathbf", "boldsymbol": "mathbf", "bm": "mathbf",
    "pmb": "mathbf", "mathit": "", "mathnormal": "",
  ]

  /// Every other Unicode character that has a LaTeX command, and what it stands for.
  static let characters: [(character: Character, latex: String)] = [
    ("≤", "\\le"), ("≥", "\\ge"), ("⩽", "\\le"), ("⩾", "\\ge"), ("≠", "\\ne"), ("∈", "\\in"),
    ("∉", "\\notin"), ("⊆", "\\subseteq"), ("⊂", "\\subset"), ("≈", "\\approx"), ("∼", "\\sim"),
    ("∝", "\\propto"), ("≡", "\\equiv"), ("≻", "\\succ"),
    ("⪰", "\\succeq"), ("≽", "\\succeq"), ("≺", "\\prec"), ("⪯", "\\preceq"), ("≼", "\\preceq"),
    ("≔", ":="), ("≜", "\\triangleq"), ("⊙", "\\odot"),
    ("∘", "\\circ"), ("⊗", "\\otimes"), ("·", "\\cdot"), ("⋅", "\\cdot"), ("×", "\\times"),
    ("−", "-"), ("±", "\\pm"), ("∓", "\\mp"), ("∕", "/"), ("∗", "*"), ("⋆", "\\star"),
    ("∞", "\\infty"), ("∅", "\\emptyset"), ("∇", "\\nabla"), ("∂", "\\partial"), ("√", "\\surd"),
    ("∑", "\\sum"), ("∏", "\\prod"), ("∫", "\\int"), ("ℝ", "\\mathbb{R}"), ("ℂ", "\\mathbb{C}"),
    ("ℕ", "\\mathbb{N}"), ("ℤ", "\\mathbb{Z}"), ("𝔼", "\\mathbb{E}"), ("ℒ", "\\mathcal{L}"),
    ("𝒩", "\\mathcal{N}"), ("𝒟", "\\mathcal{D}"), ("ℛ", "\\mathcal{R}"), ("𝒰", "\\mathcal{U}"),
    ("ᵀ", "^\\top"), ("⊤", "\\top"), ("⁻", "^-"), ("²", "^2"), ("³", "^3"), ("⁴", "^4"),
    ("½", "\\frac12"), ("¼", "\\frac14"), ("¾", "\\frac34"), ("∀", "\\forall"),
    ("∃", "\\exists"), ("¬", "\\neg"), ("∧", "\\land"), ("∨", "\\lor"), ("→", "\\to"),
    ("⇒", "\\implies"), ("⟹", "\\implies"), ("⇔", "\\iff"), ("⟺", "\\iff"), ("↔", "\\iff"),
    ("∣", "\\mid"), ("‖", "\\|"), ("∥", "\\|"), ("⟨", "\\langle"), ("⟩", "\\rangle"),
    ("′", "'"), ("″", "''"), ("₀", "_0"), ("₁", "_1"), ("₂", "_2"), ("₃", "_3"), ("₄", "_4"),
    ("ᵢ", "_i"), ("ⱼ", "_j"), ("ₖ", "_k"), ("ₙ", "_n"), ("…", "\\dots"), ("µ", "\\mu"),
    ("ℜ", "\\Re"), ("ℑ", "\\Im"),
  ]

  /// What a Unicode character stands for in LaTeX.
  static let latex: [Character: String] = {
    var table: [Character: String] = [:]
    for row in commands { table[row.character] = "\\" + row.name }
    for row in characters { table[row.character] = row.latex }
    return table
  }()

  /// The Unicode letter of a letter command.
  static let unicode = Dictionary(
    uniqueKeysWithValues: commands.map { ($0.name, String($0.character)) })
}
