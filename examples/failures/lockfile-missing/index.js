const express = require('express');

const app = express();
app.get('/', (request, response) => response.send('never'));
app.listen(process.env.PORT);
