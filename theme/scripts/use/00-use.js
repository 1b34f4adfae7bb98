// What is fetched when a reader uses something: a selector, and what happens then.
const uses = [];
export const use = (part) => uses.find(([selector]) => part.matches(selector))[1](part);
