"""What the house costs, measured side by side. `./dev bench [NAMES]`; what each figure means: docs/measurements.md.

interleave  rounds A B C A B C …, medians        figures   what a measurement prints
database    a fresh database for each bench      office    the two places a bench plays in
step        one step at the desk                 inbox     the inbox above a million closed tasks
letter      one introduction letter              pages     what the first page load weighs
roster      a workbook of 140,000 members
"""
