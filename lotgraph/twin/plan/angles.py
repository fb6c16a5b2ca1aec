"""Degrees in files, radians in plans, with nothing lost on the way there and back."""

from decimal import Context, Decimal

PI = Decimal("3.14159265358979323846264338327950288419716939937511")
PRECISE = Context(prec=40)
LARGEST = 1e300  # beyond, a whole number need not fit a float
DIGITS = 22  # of degrees tell any two angles apart


class Written(float):
    """A number of a file that remembers how it was written.

    Degrees as floats would not do: many a float of radians is no float of degrees times pi/180.
    """

    text: str

    def __new__(cls, text: str) -> "Written":
        """Keep the text beside the number."""
        number = super().__new__(cls, text)
        number.text = text
        return number


def radians_of(degrees: str) -> float:
    """The radians nearest to degrees written as a finite decimal number, as "2.05".

    `math.radians` may be one bit off, which would be written with 17 digits.
    """
    return float(PRECISE.divide(PRECISE.multiply(Decimal(degrees), PI), Decimal(180)))


def degrees_of(radians: float) -> str:
    """The shortest decimal degrees that read back to exactly these finite radians."""
    exact = PRECISE.divide(PRECISE.multiply(Decimal(radians), Decimal(180)), PI)
    for digits in range(1, DIGITS):
        shown = format(Context(prec=digits).plus(exact), "f")
        if radians_of(shown) == radians:
            return shown
    return format(Context(prec=DIGITS).plus(exact), "f")


def as_radians(degrees: object) -> object:
    """Radians of what a file has for degrees; unchanged where that is no finite number."""
    if isinstance(degrees, bool) or not isinstance(degrees, int | float):
        return degrees
    if not abs(degrees) < LARGEST:
        return degrees
    return radians_of(degrees.text if isinstance(degrees, Written) else str(degrees))
