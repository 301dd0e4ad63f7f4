"""Pictures in inks, where no press knows which: input the bound file, output the same with all of them in RGB.

The parts are shared by all editions, and keep such pictures as they are: for a press that is right (ISO 32000-1,
8.6.4.4 and 8.6.5.6), for a screen it is not.
"""

from __future__ import annotations

from pikepdf import Name, Pdf, Stream

from chapbook.render.ink_pictures import picture_for_screens


def show_on_screens(target: Pdf) -> None:
    """Turn every JPEG in CMYK into one in RGB."""
    for made in target.objects:
        if (
            isinstance(made, Stream)
            and made.get("/Subtype") == Name.Image
            and made.get("/ColorSpace") == Name.DeviceCMYK
            and made.get("/Filter") == Name.DCTDecode
        ):
            made.write(picture_for_screens(made.read_raw_bytes()), filter=Name.DCTDecode)
            made.ColorSpace = Name.DeviceRGB
            if "/Decode" in made:
                del made["/Decode"]
