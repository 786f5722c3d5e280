// Loaded before every spec: decorators of Nest, TypeORM and class-validator read their metadata through this.
import 'reflect-metadata';
