echo "compiling 3 files"
echo "src/total.c:12:5: error: expected an expression" >&2
exit 1
