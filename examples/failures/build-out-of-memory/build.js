const bundles = [];
while (true) bundles.push(new Array(1e5).fill(bundles.length));
