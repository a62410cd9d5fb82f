"""tar.gz and zip whose bytes depend on their contents and the commit's time alone."""

import gzip
import io
import pathlib
import tarfile
import zipfile


def folders(files):
    return sorted({str(above) for path in files for above in pathlib.PurePosixPath(path).parents} - {"."})


def write_tar(path, files, epoch):
    def entry(name, mode):
        info = tarfile.TarInfo(name)
        info.mode, info.mtime, info.uname, info.gname = mode, epoch, "root", "root"
        return info

    with (open(path, "wb") as raw,
          gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=raw, mtime=0) as packed,
          tarfile.open(mode="w", fileobj=packed, format=tarfile.GNU_FORMAT) as archive):
        for name in folders(files):
            info = entry(name, 0o755)
            info.type = tarfile.DIRTYPE
            archive.addfile(info)
        for name, file in sorted(files.items()):
            info = entry(name, file.mode)
            info.size = len(file.data)
            archive.addfile(info, io.BytesIO(file.data))


def write_zip(path, files, moment):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, file in sorted(files.items()):
            info = zipfile.ZipInfo(name, date_time=moment.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3  # modes are Unix's (APPNOTE.TXT, 4.4.2)
            info.external_attr = (0o100000 | file.mode) << 16
            archive.writestr(info, file.data)
