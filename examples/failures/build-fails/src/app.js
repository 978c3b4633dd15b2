const answer = {;
console.log(answer);
