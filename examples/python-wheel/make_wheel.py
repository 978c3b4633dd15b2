"""Makes the package that requirements.txt asks for, without the network: a wheel is a zip with three files about it."""
import os
import zipfile

INFO = "greeter-1.0.dist-info"
FILES = {
    "greeter.py": open("greeter.py").read(),
    f"{INFO}/METADATA": "Metadata-Version: 2.1\nName: greeter\nVersion: 1.0\n",
    f"{INFO}/WHEEL": "Wheel-Version: 1.0\nGenerator: make_wheel\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    f"{INFO}/entry_points.txt": "[console_scripts]\ngreet = greeter:main\n",
}
os.makedirs("dist", exist_ok=True)
with zipfile.ZipFile("dist/greeter-1.0-py3-none-any.whl", "w") as wheel:
    for name, text in FILES.items():
        wheel.writestr(name, text)
    wheel.writestr(f"{INFO}/RECORD", "".join(f"{name},,\n" for name in [*FILES, f"{INFO}/RECORD"]))
