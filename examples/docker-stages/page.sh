mkdir /out
echo "$GREETING, built with a secret of $(wc -c </run/secrets/API_TOKEN) characters" >/out/index.html
