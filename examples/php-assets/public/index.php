<?php

$size = filesize(__DIR__ . '/assets/site.css');
echo "<link rel=\"stylesheet\" href=\"/assets/site.css\"><p>PHP with $size bytes of styles that Node.js built</p>\n";
