const express = require('express');

const app = express();
app.get('/', (request, response) => response.send('Express, installed by Yarn 1'));
app.listen(process.env.PORT);
