"""Pictures of visitors as datasets, and ZIP files that mean no good."""

import io
import stat
import struct
import zipfile
from typing import Any

import numpy as np
import pytest
from PIL import Image

from nnviz.core.errors import NnvizError, SpecError
from nnviz.core.spec.dataset import DataSignature
from nnviz.data import load
from nnviz.data.uploads.archive import MOST_UNPACKED, Archive
from nnviz.data.uploads.images import MOST_PIXELS, look_at
from nnviz.data.uploads.kinds import opened


def encoded(picture, form="PNG", **options):
    data = io.BytesIO()
    picture.save(data, form, **options)
    return data.getvalue()


def plain(colour, size=(40, 30), mode="RGB"):
    return Image.new(mode, size, colour)


def packed(members, **infos):
    """A ZIP file; `infos` changes fields of the entry of that name."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            for field, value in infos.get(name, {}).items():
                setattr(info, field, value)
            archive.writestr(info, content)
    return data.getvalue()


def folders(count=4, **colours):
    """One folder of plain pictures for each colour."""
    return [
        (f"all/{name}/{number}.png", encoded(plain(colour)))
        for name, colour in (colours or {"red": (255, 0, 0), "blue": (0, 0, 255)}).items()
        for number in range(count)
    ]


def test_a_folder_is_a_class_and_a_pixel_is_from_0_to_1():
    spec = opened("pictures.zip", packed(folders()))
    assert spec.name == "own_images"
    assert (spec.options["side"], spec.options["colour"]) == (32, True)
    made: Any = load(spec)
    assert made.signature == DataSignature((32, 32, 3), "binary", 1, "image")
    assert made.class_names == ("blue", "red")
    for x, y in zip(made.x_train, made.y_train, strict=True):
        np.testing.assert_array_equal(x[0, 0], [1, 0, 0] if y else [0, 0, 1])
        assert (x == x[0, 0]).all()
    assert (len(made.x_train), len(made.x_test)) == (6, 2)
    assert made.note == "Always predicting the most frequent class gives 50% accuracy."


def test_shades_of_grey_follow_the_brightness_of_colours():
    spec = opened("pictures.zip", packed(folders(red=(255, 0, 0), white=(255, 255, 255))))
    made: Any = load(spec.changed(options={**spec.options, "colour": False, "side": 8}))
    assert made.signature.input_shape == (8, 8, 1)
    red = made.x_train[made.y_train == 0]
    np.testing.assert_allclose(red, 0.299, atol=0.002)


def test_grey_pictures_are_recognized_and_small_ones_not_made_larger():
    small = [
        (f"{name}/{n}.png", encoded(plain(level, (20, 20), "L")))
        for name, level in (("a", 10), ("b", 200))
        for n in range(3)
    ]
    spec = opened("p.zip", packed(small))
    assert (spec.options["side"], spec.options["colour"]) == (20, False)
    assert np.unique(load(spec).x_train).tolist() == pytest.approx([10 / 255, 200 / 255])


def test_the_middle_is_cut_out_square_and_photos_stand_upright():
    wide = Image.new("L", (48, 16), 0)
    wide.paste(255, (16, 0, 32, 16))
    turned = Image.new("L", (16, 16), 0)
    turned.paste(255, (0, 0, 16, 8))
    exif = Image.Exif()
    exif[0x0112] = 3
    members = [
        *((f"a/{n}.png", encoded(wide)) for n in range(2)),
        *((f"b/{n}.png", encoded(turned, exif=exif)) for n in range(2)),
    ]
    spec = opened("p.zip", packed(members))
    made: Any = load(spec.changed(options={**spec.options, "side": 8}))
    x = np.concatenate([made.x_train, made.x_test])
    y = np.concatenate([made.y_train, made.y_test])
    assert (x[y == 0] == 1).all()
    assert (x[y == 1][:, :4] == 0).all()
    assert (x[y == 1][:, 4:] == 1).all()


@pytest.mark.parametrize(
    ("picture", "form", "value"),
    [
        (plain((255, 255, 255, 0), mode="RGBA"), "PNG", 1.0),
        (plain(3, mode="P"), "GIF", None),
        (plain((0, 0, 0, 0), mode="CMYK"), "JPEG", 1.0),
        (plain((255, 255, 255)), "BMP", 1.0),
        (plain((255, 255, 255)), "WEBP", 1.0),
        (Image.fromarray(np.full((9, 9), 65535, np.uint16)), "PNG", 1.0),
        (plain(1, mode="1"), "PNG", 1.0),
    ],
)
def test_every_usual_kind_of_picture_is_read(picture, form, value):
    ending = {"JPEG": "jpg"}.get(form, form.lower())
    members = [
        *((f"a/{n}.{ending}", encoded(picture, form)) for n in range(2)),
        *((f"b/{n}.png", encoded(plain((0, 0, 0)))) for n in range(2)),
    ]
    made: Any = load(opened("p.zip", packed(members)))
    first = np.concatenate([made.x_train, made.x_test])[
        np.concatenate([made.y_train, made.y_test]) == 0
    ]
    assert np.ptp(first) < 0.02
    if value is not None:
        np.testing.assert_allclose(first, value, atol=0.01)


def test_what_systems_put_beside_pictures_is_passed_over_and_other_files_counted():
    beside = [
        ("__MACOSX/all/red/._0.png", b"x"),
        ("all/.DS_Store", b"x"),
        ("all/red/Thumbs.db", b"x"),
        ("all/readme.txt", b"about"),
    ]
    spec = opened("p.zip", packed([*folders(), *beside]))
    seen = look_at(str(spec.options["file"]))
    assert dict(seen.classes) == {"blue": 4, "red": 4}
    assert seen.left_out == 1


def test_folders_with_backslashes_are_folders():
    members = [(name.replace("/", "\\"), data) for name, data in folders()]
    assert load(opened("p.zip", packed(members))).class_names == ("blue", "red")


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        ([("1.png", encoded(plain((0, 0, 0))))], "every image in the folder of its class"),
        (folders(red=(255, 0, 0)), "2 to 40 folders of images, .*received 1 folder with"),
        ([("readme.txt", b"hi")], "received 0 folders with images"),
        ([*folders(), ("all/one/1.png", encoded(plain((0, 0, 0))))], "at least 2 images of each"),
        ([("a/x.png", b"no picture"), ("a/y.png", b""), ("b/x.png", b""), ("b/y.png", b"<svg/>")],
         "PNG, JPEG, WebP, GIF or BMP images, received 'b/x.png', which cannot be read as one"),
        ([*folders(), ("../red/x.png", b"x")], "plain names in plain folders"),
        ([*folders(), ("/etc/x.png", b"x")], "plain names in plain folders"),
        ([*folders(), ("C:/red/x.png", b"x")], "plain names in plain folders"),
        ([*folders(), ("a\n/x.png", b"x")], "plain names in plain folders"),
        ([("[Content_Types].xml", b"x")], "a spreadsheet or document .*save the sheet as CSV"),
    ],
)  # fmt: skip
def test_what_is_no_collection_of_pictures_is_refused_in_a_sentence(members, sentence):
    with pytest.raises(NnvizError, match=sentence):
        load(opened("p.zip", packed(members)))


def test_a_damaged_picture_is_found_when_it_is_decoded():
    data = encoded(
        Image.fromarray(np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8))
    )
    broken = {f"{folder}/{n}.png": data[: len(data) // 2] for folder in "ab" for n in range(2)}
    with pytest.raises(NnvizError, match="which cannot be read as one"):
        load(opened("p.zip", packed(list(broken.items()))))


def test_more_values_than_memory_has_are_refused_before_they_are_made():
    spec = opened("p.zip", packed(folders(count=600, red=(255, 0, 0), blue=(0, 0, 255))))
    assert spec.options["side"] == 32
    with pytest.raises(SpecError, match=r"at most 12 million values .*received 14\.7 million"):
        load(spec.changed(options={**spec.options, "side": 64}))


def test_a_link_a_password_and_a_name_twice_are_refused():
    link = packed([("a/x.png", b"x")], **{"a/x.png": {"external_attr": stat.S_IFLNK << 16}})
    with pytest.raises(NnvizError, match=r"plain files, received .*, which is a link"):
        Archive(link, 10)
    data = bytearray(packed([("a/x.png", b"x")]))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(NnvizError, match="which is encrypted"):
        Archive(bytes(data), 10)
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = packed([("a/x.png", b"x"), ("a/x.png", b"y")])
    with pytest.raises(NnvizError, match=r"every file once, received .* twice"):
        Archive(twice, 10)


def test_a_bomb_does_not_go_off():
    with pytest.raises(NnvizError, match="unpack to at most 200 times their size"):
        Archive(packed([("a/x.png", bytes(5_000_000))]), 10)
    with pytest.raises(NnvizError, match="at most 10 files, received 11"):
        Archive(packed([(f"a/{n}.png", b"x") for n in range(11)]), 10)
    with pytest.raises(NnvizError, match="at most 10 files, received about 1,000"):
        Archive(packed([(f"a/{n}.png", b"x") for n in range(1000)]), 10)


def test_more_is_never_unpacked_than_was_declared():
    data = bytearray(packed([("a/x.bin", bytes(1000))]))
    entry = data.index(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = struct.pack("<I", 10)
    archive = Archive(bytes(data), 10)
    with pytest.raises(NnvizError, match="a damaged entry"):
        archive.read(archive.members[0])
    data[entry + 24 : entry + 28] = struct.pack("<I", MOST_UNPACKED + 1)
    data[entry + 20 : entry + 24] = struct.pack("<I", MOST_UNPACKED)
    with pytest.raises(NnvizError, match=r"at most 200 MB when unpacked, received 200 MB"):
        Archive(bytes(data), 10)


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"PK\x03\x04" + bytes(100), b"PK\x05\x06"])
def test_a_torso_is_no_archive(data):
    with pytest.raises(NnvizError, match="all its entries intact, received a damaged file"):
        opened("p.zip", data)


def test_pixels_are_counted_in_headers_alone():
    wide = encoded(Image.new("1", (6000, 4001)))
    members = [*folders(), ("all/red/x.png", wide)]
    with pytest.raises(
        NnvizError, match=f"at most {MOST_PIXELS // 10**6} million pixels, received"
    ):
        opened("p.zip", packed(members))
