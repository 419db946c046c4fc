extension HTMLPage {
  /// Colours in pairs whose contrast is at least 4.5 in both schemes (WCAG 2.2, 1.4.3); a test
  /// computes them.
  static let palette:
    [(name: String, light: (text: String, ground: String), dark: (text: String, ground: String))] =
      [
        ("page", ("#1b1f24", "#ffffff"), ("#e3e7ec", "#14171b")),
        ("muted", ("#4b5563", "#ffffff"), ("#a9b4c0", "#14171b")),
        ("link", ("#0b4fa8", "#ffffff"), ("#8ab8ff", "#14171b")),
        ("box", ("#3d2c00", "#fff6dc"), ("#ffe9b0", "#2e2610")),
        ("panel", ("#1b1f24", "#f3f5f8"), ("#e3e7ec", "#1d2228")),
        ("proved", ("#0b5227", "#dff3e5"), ("#a6e8bd", "#12301d")),
        ("wrong", ("#7d1d1d", "#fbe7e5"), ("#ffb9b3", "#3b1715")),
        ("repair", ("#5f3a00", "#fdeccb"), ("#ffd591", "#38280b")),
        ("open", ("#37415a", "#e6eaf3"), ("#c5d0ea", "#232a3a")),
      ]

  private static func variables(_ isDark: Bool) -> String {
    palette.map { row in
      let colours = isDark ? row.dark : row.light
      return "--\(row.name): \(colours.text); --\(row.name)-ground: \(colours.ground);"
    }.joined(separator: "\n")
  }

  static let style = """
    :root { color-scheme: light dark; \(variables(false)) }
    @media (prefers-color-scheme: dark) { :root { \(variables(true)) } }
    * { box-sizing: border-box; }
    body { margin: 0 auto; max-width: 76rem; padding: 0 1rem 4rem; color: var(--page);
      background: var(--page-ground); font: 1rem/1.5 system-ui, "Liberation Sans", sans-serif; }
    math { font-family: "STIX Two Math", "Latin Modern Math", "Cambria Math", math;
      font-size: 1.05em; }
    a { color: var(--link); }
    a:focus-visible, [tabindex]:focus-visible, summary:focus-visible {
      outline: 3px solid var(--link); outline-offset: 2px; }
    .skip { position: absolute; left: -100vw; }
    .skip:focus { position: static; }
    h1 { font-size: 1.8rem; line-height: 1.2; margin: 1.5rem 0 .5rem; }
    h2 { font-size: 1.3rem; line-height: 1.3; margin: 2rem 0 .75rem; overflow-wrap: anywhere; }
    h3 { font-size: 1.05rem; line-height: 1.4; margin: 0; overflow-wrap: anywhere; }
    .headline { font-size: 1.15rem; font-weight: 600; margin: .5rem 0; }
    .badge { display: inline-block; font-size: .85rem; font-weight: 600; line-height: 1.3;
      padding: .1rem .5rem; border-radius: .75rem; color: var(--open);
      background: var(--open-ground); }
    .badge.proved { color: var(--proved); background: var(--proved-ground); }
    .badge.wrong, .badge.unreadable { color: var(--wrong); background: var(--wrong-ground); }
    .badge.needs-assumption { color: var(--repair); background: var(--repair-ground); }
    .loud { color: var(--wrong); background: var(--wrong-ground); font-size: 1.2rem;
      font-weight: 700; padding: .5rem 1rem; border: 3px solid; overflow-wrap: anywhere; }
    .box { color: var(--box); background: var(--box-ground); border-left: .4rem solid;
      padding: .25rem 1rem .5rem; border-radius: .25rem; }
    .box h2 { margin: .75rem 0 .5rem; }
    .box a { color: inherit; }
    ul { padding-left: 1.25rem; margin: .25rem 0; }
    li { overflow-wrap: anywhere; }
    table { border-collapse: collapse; }
    th, td { text-align: left; vertical-align: top; padding: .3rem .6rem;
      border-bottom: 1px solid color-mix(in srgb, currentColor 25%, transparent); }
    .overview { width: 100%; max-width: 44rem; }
    .overview td { white-space: nowrap; }
    caption { text-align: left; padding: 0 .35rem .5rem; }
    .scroll, .formula, pre { overflow-x: auto; }
    .lines { min-width: 40rem; }
    .lines td:nth-child(2) { min-width: 24rem; }
    .lines .formula { margin: 0; padding: 0; }
    .lines .formula.parts { justify-content: start; }
    .lines .formula math { margin: 0; }
    .claim { background: var(--panel-ground); color: var(--panel); border-radius: .4rem;
      padding: .75rem 1rem; margin: 0 0 1rem; }
    .claim.unexpected { outline: 3px solid var(--wrong); }
    .claim p { margin: .35rem 0; overflow-wrap: anywhere; }
    .id { font-size: .9rem; }
    .formula { padding: .5rem 0; margin: .25rem 0; }
    .formula math { display: block math; width: max-content; max-width: none; margin: 0 auto; }
    .formula.parts { display: flex; flex-wrap: wrap; justify-content: safe center;
      align-items: baseline; gap: .35rem .25rem; }
    .formula.parts math { margin: 0; }
    .lines math, dd math { max-width: 100%; }
    .counterexample { font-weight: 600; }
    summary { cursor: pointer; padding: .25rem 0; color: var(--link); }
    dl { display: grid; grid-template-columns: minmax(8rem, max-content) minmax(0, 1fr);
      gap: .25rem 1rem; margin: .5rem 0 0; }
    dt { font-weight: 600; }
    dd { margin: 0; overflow-wrap: anywhere; overflow-x: auto; }
    pre { margin: 0; font-size: .9rem; }
    .figures { display: grid; gap: 2rem; grid-template-columns: minmax(0, 1fr); }
    figure { margin: 0; min-width: 0; max-width: 62rem; }
    figure img { width: 100%; min-width: 34rem; height: auto; background: #ffffff;
      border-radius: .4rem; display: block; }
    figcaption { font-size: .95rem; overflow-wrap: anywhere; }
    @media (max-width: 40rem) {
      dl { grid-template-columns: minmax(0, 1fr); gap: 0; }
      dd { margin-bottom: .5rem; }
      th, td { padding: .3rem .35rem; }
      .overview { font-size: .85rem; }
      .overview th, .overview td { padding: .3rem .2rem; }
      .lines, .lines tbody, .lines tr, .lines td { display: block; min-width: 0; }
      .lines thead { position: absolute; left: -100vw; }
      .lines td { border: 0; padding: .1rem 0; }
      .lines td:nth-child(1) { font-weight: 600; }
      .lines td:nth-child(1)::before { content: "Line "; }
      .lines td:nth-child(2) { min-width: 0; padding: .4rem 0; }
      .lines tr { border-bottom: 1px solid color-mix(in srgb, currentColor 25%, transparent);
        padding: .4rem 0; }
    }
    @media print { details > * { display: block; } .skip { display: none; } }
    """
}
