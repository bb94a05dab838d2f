// Small helps of the console; every page works without them.
export {};
